import Chainrule
import ChainruleNN
import Foundation

/// A page on which one walks through a graph: forward gate by gate, backward gate by gate, then the update.
///
/// At each step back the page shows local gradient × upstream gradient = downstream gradient with their numbers, and says what
/// the gate does to gradients. Modules open and close, and any value can be pinned and followed over the steps of a training.
///
/// ```swift
/// let x = Tensor(-2).named("x"), y = Tensor(5).named("y"), z = Tensor(-4).named("z")
/// try Walkthrough(of: (x + y) * z).write(to: URL(fileURLWithPath: "walk.html"))
///
/// try Walkthrough(of: model, optimizer: optimizer) { softmaxCrossEntropy(model(images), labels) }
///     .write(to: URL(fileURLWithPath: "step.html"))
/// ```
///
/// The page is one file that needs no network.
public struct Walkthrough: Sendable {
    /// What is drawn, in the words of the reader.
    public var title: String
    let frames: [Frame]

    /// One step of a training: the graph with its values, and what the update changed.
    package struct Frame: Sendable {
        let label: String
        let graph: ExplainedGraph
        let updates: [Update]
    }

    /// A variable before and after an update.
    struct Update: Sendable {
        let name: String
        let before: Tensor
        let gradient: Tensor
        let after: Tensor
        let rule: String
    }

    /// A walk through the graph of a tensor; the update is that of gradient descent on the named leaves.
    ///
    /// - Parameters:
    ///   - output: a tensor of one element; everything is evaluated.
    ///   - title: what is drawn; by default the output's name.
    ///   - learningRate: the factor of the gradients in the update; 0.1 by default.
    /// - Precondition: `output` is real and has one element.
    public init(of output: Tensor, title: String? = nil, learningRate: Double = 0.1) {
        let graph = ExplainedGraph(of: output, ModulePaths(), withLocalGradients: true)
        let updates = graph.explanation.rows.compactMap { row -> Update? in
            guard row.inputs.isEmpty, let name = row.name, let gradient = row.gradient else { return nil }
            let after = row.value - gradient * learningRate
            return Update(
                name: name, before: row.value, gradient: gradient, after: Tensor(after.value),
                rule: "\(name) ← \(name) − \(learningRate) · gradient")
        }
        self.title = title ?? output.name ?? "graph"
        frames = [Frame(label: "", graph: graph, updates: updates)]
    }

    /// A walk through one step of training: the loss with the modules of a model, its gradients, and the update of the optimizer,
    /// which is made.
    ///
    /// - Parameters:
    ///   - model: the model, whose layers are boxes that can be opened.
    ///   - title: what is drawn; by default the type of the model.
    ///   - optimizer: makes the update; without one there is none.
    ///   - loss: applies the model and returns a tensor of one element.
    public init(
        of model: some Module, title: String? = nil, optimizer: Optimizer? = nil, loss: () -> Tensor
    ) {
        self.init(
            title: title ?? "\(type(of: model))",
            frames: [Frame(of: model, label: "", optimizer: optimizer, loss: loss)])
    }

    /// A walk through several steps of one training.
    ///
    /// - Precondition: all frames are of graphs of the same structure.
    package init(title: String, frames: [Frame]) {
        require(!frames.isEmpty, "Walkthrough: needs a step")
        let operations = frames.map { $0.graph.explanation.rows.map(\.operation) }
        require(
            operations.allSatisfy { $0 == operations[0] },
            "Walkthrough: the graphs of the steps differ in structure")
        (self.title, self.frames) = (title, frames)
    }

    /// Writes the page to a file, which is replaced atomically.
    ///
    /// - Parameter url: the file.
    /// - Returns: a warning if Graphviz has none of the fonts whose widths all browsers know; nil otherwise.
    /// - Throws: ``DrawingError`` if Graphviz is not there or fails, or the drawing is too large; an error that says what the file
    ///   system refused.
    @discardableResult
    public func write(to url: URL) throws -> String? {
        let page = try WalkthroughPage(self)
        try writeAtomically(to: url) { try $0.write(contentsOf: Data(page.text.utf8)) }
        return Graphviz.fontWarning(page.font)
    }
}

extension Walkthrough.Frame {
    /// The loss of a model as it is now.
    ///
    /// - Parameters:
    ///   - model: the model.
    ///   - label: what the step is called.
    ///   - optimizer: makes an update; nil for none.
    ///   - loss: applies the model and returns a tensor of one element.
    package init(of model: some Module, label: String, optimizer: Optimizer?, loss: () -> Tensor) {
        let (loss, paths) = ModulePaths.observed(in: model, during: loss)
        let graph = ExplainedGraph(of: loss, paths, withLocalGradients: true)
        var updates: [Walkthrough.Update] = []
        if let optimizer {
            let gradients = gradients(of: loss, withRespectTo: model, unused: .zeros)
            let before = gradients.parameters.map(\.value)
            optimizer.update(gradients)
            updates = gradients.names.indices.map { index in
                Walkthrough.Update(
                    name: gradients.names[index], before: before[index], gradient: gradients.gradients[index],
                    after: gradients.parameters[index].value,
                    rule: "\(type(of: optimizer)), learning rate \(optimizer.learningRate)")
            }
        }
        self.init(label: label, graph: graph, updates: updates)
    }
}
