import ArgumentParsing
import Chainrule
import ChainruleNN
import ChainruleRecipes
import ChainruleStudio
import Foundation

/// `chainrule draw`: the graph of a formula, of a recipe's network or of a run's, as a picture.
struct DrawCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draw", abstract: "Draw a computational graph with its values and gradients.",
        discussion: """
            Draws gates and wires as on a blackboard, with the value above each wire and the gradient below. Layout is \
            Graphviz's, which must be installed. Examples:

              chainrule draw "f = (x + y) * z" x=-2 y=5 z=-4 --out f.svg
              chainrule draw "q = max(x, y); f = 2 * q * sigmoid(z)" x=3 y=-1 z=2 --out f.png
              chainrule draw "f = sum(relu(W @ x + b))" "W=[1, 2; 3, 4]" "x=[1, -1]" "b=[0, 1]" --out f.pdf
              chainrule draw lenet --out lenet.svg
              chainrule draw resnet-18 --inside layer1 --out layer1.svg
              chainrule draw lenet --out lenet.html
              chainrule draw runs/lenet --steps 0,1,10,100 --out lenet.html

            A formula has numbers, variables, + - * / ^, @ for products of matrices and vectors, brackets, and the \
            functions \(Formula.functionNames.joined(separator: ", ")). [1, 2] is a vector, [1, 2; 3, 4] a matrix. Semicolons \
            divide named parts. Its result must be a single number.

            Of a recipe the newly initialized network is drawn, of a run the trained one, with the loss of a batch of the \
            training set, without penalties. Modules are boxes with the ranges of their parameters and of their gradients; tensors have \
            their shape, range and, with two axes or more, a picture: of images the first, of feature maps the first 16.

            An .html file is a page that walks through the graph with the arrow keys: forward gate by gate, backward gate by \
            gate with local gradient × upstream gradient, then the update. Its modules open and close.
            """)

    @Argument(
        help: ArgumentHelp(
            "Formula, recipe, or output directory of `chainrule train`.", valueName: "formula|recipe|run"))
    var subject: String

    @Argument(help: ArgumentHelp("Values of a formula's variables, as in x=-2.", valueName: "name=value"))
    var values: [String] = []

    @Option(
        help: ArgumentHelp("File to write; its name ends in .svg, .png, .pdf or .html.", valueName: "file"))
    var out: FilePath

    @Option(
        help: ArgumentHelp(
            "Levels of modules that are opened; 1 draws the outermost as boxes, 0 the whole model. By default as many as can be read.",
            valueName: "n"))
    var depth: Int?

    @Option(help: ArgumentHelp("Draw only what is inside the module of this name.", valueName: "name"))
    var inside: String?

    @Option(help: ArgumentHelp("Batch size; by default 8, or the recipe's if that is less.", valueName: "n"))
    var batch: Count?

    @Option(
        help: ArgumentHelp(
            "For pages: steps of the training between which one can switch, as in 0,1,10,100; the training is made again.",
            valueName: "list"))
    var steps: StepList?

    @OptionGroup var options: RecipeDataOptions

    mutating func validate() throws {
        if !isPage {
            do { _ = try DrawingFormat(path: out.path) } catch {
                throw ValidationError("--out: \(error), or in .html for a walk-through")
            }
        }
        if let depth, depth < 0 { throw ValidationError("--depth is \(depth), expected 0 or more") }
        if steps != nil && !isPage {
            throw ValidationError("--steps needs a page: an --out that ends in .html")
        }
        if isPage, depth != nil || inside != nil {
            throw ValidationError(
                "--depth and --inside apply to pictures; the modules of a page open and close")
        }
        switch try network() {
        case .recipe(let recipe)?: try options.check(for: recipe)
        case let run?: try options.check(for: run)
        case nil:
            let unfit =
                options.given + (depth == nil ? [] : ["--depth"]) + (inside == nil ? [] : ["--inside"])
                + (batch == nil ? [] : ["--batch"])
                + (steps == nil ? [] : ["--steps"])
            if let option = unfit.first {
                throw ValidationError("\(option) applies to recipes and runs, not to formulas")
            }
            _ = try formula()
        }
    }

    mutating func run() throws {
        options.chooseThreads()
        let url = URL(fileURLWithPath: out.path)
        let warning: String?
        switch (try network(), isPage) {
        case (let network?, false): warning = try drawing(of: network).write(to: url)
        case (let network?, true): warning = try walkthrough(of: network).write(to: url)
        case (nil, false): warning = try GraphDrawing(of: formula(), title: subject).write(to: url)
        case (nil, true): warning = try Walkthrough(of: formula(), title: subject).write(to: url)
        }
        if let warning { print("warning  \(warning)") }
        print("drawn in \(out.path)")
    }

    /// Whether a page to walk through is made and not a picture.
    private var isPage: Bool { URL(fileURLWithPath: out.path).pathExtension.lowercased() == "html" }

    // MARK: Formulas

    private func formula() throws(ValidationError) -> Tensor {
        do {
            let formula = try Formula(subject)
            var given: [String: Tensor] = [:]
            for word in values {
                let (name, value) = try assignment(word)
                guard given.updateValue(value, forKey: name) == nil else {
                    throw ValidationError("the variable '\(name)' is given more than once")
                }
                guard formula.variables.contains(name) else {
                    throw ValidationError(
                        "the formula has no variable '\(name)'; it has \(formula.variables.joined(separator: ", "))"
                    )
                }
            }
            let result = try formula.evaluated(at: given)
            guard result.rank == 0 else {
                throw ValidationError(
                    "the formula has a result of shape \(result.shape), expected a single number; write sum(…) or dot(…, …) around it"
                )
            }
            return result
        } catch let error as ValidationError {
            throw error
        } catch {
            let isName = subject.allSatisfy { $0.isLetter || $0.isNumber || "-_./".contains($0) }
            throw ValidationError(
                isName
                    ? "'\(subject)' is neither a recipe (\(Recipe.all.map(\.name).joined(separator: ", "))) nor a run, and as a formula: \(error)"
                    : "the formula: \(error)")
        }
    }

    private func assignment(_ word: String) throws -> (String, Tensor) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        guard parts.count == 2, !parts[0].isEmpty else {
            throw ValidationError("found '\(word)', expected the value of a variable, as in x=-2")
        }
        let value: Tensor
        do { value = try Formula(parts[1]).evaluated() } catch {
            throw ValidationError("the value of '\(parts[0])': \(error)")
        }
        return (parts[0].trimmingCharacters(in: .whitespaces), value)
    }

    // MARK: Networks

    private func network() throws(ValidationError) -> ModelArgument? {
        guard let network = ModelArgument(argument: subject) else { return nil }
        if let value = values.first {
            throw ValidationError("unexpected argument '\(value)': only formulas have variables")
        }
        return network
    }

    private func drawing(of network: ModelArgument) throws -> GraphDrawing {
        let run = try recipeRun(of: network)
        let drawing = try GraphDrawing(
            of: run.model, title: subject, inside: inside ?? "", depth: depth, loss: loss(of: run))
        if let inside, drawing.isEmpty {
            throw ValidationError(
                "--inside: there is no module '\(inside)' in \(subject); `chainrule summary` lists the layers"
            )
        }
        return drawing
    }

    private func walkthrough(of network: ModelArgument) throws -> Walkthrough {
        if let steps {
            let run = try newRun(of: network)
            let recorded = try RecordedSteps(steps.steps, of: run, loss: loss(of: run))
            return Walkthrough(title: subject, frames: recorded.frames)
        }
        let run = try recipeRun(of: network)
        return try Walkthrough(
            of: run.model, title: subject, optimizer: run.trainer.optimizer, loss: loss(of: run))
    }

    /// A recipe's newly initialized network, or the trained one of a run.
    private func recipeRun(of network: ModelArgument) throws -> RecipeRun {
        guard case .run(let path) = network else { return try newRun(of: network) }
        let saved = try SavedRun(path)
        let run = try RecipeRun(
            saved.recipe, on: saved.data(), options: saved.record.options,
            with: saved.record.hyperparameters, seed: saved.record.seed)
        try run.model.load(saved.model.stateDictionary())
        return run
    }

    /// A run before its first step; one that was made before is repeated.
    private func newRun(of network: ModelArgument) throws -> RecipeRun {
        switch network {
        case .recipe(let recipe):
            try RecipeRun(
                recipe, on: options.load(for: recipe), options: options.values(for: recipe),
                seed: options.startingSeed)
        case .run(let path): try RecipeRun(resuming: RunDirectory(path).record(), source: path)
        }
    }

    /// The loss of a batch of the training set.
    private func loss(of run: RecipeRun) throws -> () -> Tensor {
        let batch = try run.firstBatch(of: batch?.value ?? min(8, run.hyperparameters.batchSize))
        return { run.trainer.plainLossGraph(of: batch) }
    }
}

/// Steps of a training.
struct StepList: ExpressibleByArgument {
    let steps: [Int]

    init?(argument: String) {
        let steps = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard steps.count <= 20, steps.allSatisfy({ $0.map { $0 >= 0 } ?? false }) else { return nil }
        self.steps = Set(steps.compactMap(\.self)).sorted()
    }

    static let expectedValueDescription = "up to 20 integers from 0 with commas between them"
}
