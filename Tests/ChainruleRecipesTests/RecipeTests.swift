import Chainrule
import ChainruleData
import ChainruleModels
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining
import Testing

@Suite struct RecipeTests {
    private func classification(height: Int, width: Int) throws -> ImageClassification {
        let images = try LabeledImages(
            pixels: [UInt8](repeating: 0, count: height * width), labels: [0], height: height, width: width,
            classNames: ["a", "b", "c"])
        return ImageClassification(fitting: images, source: "here")
    }

    @Test("images too small for a convolutional network are refused")
    func smallImages() throws {
        let task = try classification(height: 28, width: 15)
        let mlp = try #require(Recipe.named("mlp")).makeModel(for: task, seed: 0, source: "here")
        #expect(mlp.parameterCount == 421 * 512 + 513 * 512 + 513 * 3)
        let recipe = try #require(Recipe.named("lenet"))
        let error = #expect(throws: DataError.self) {
            try recipe.makeModel(for: task, seed: 0, source: "here")
        }
        #expect(
            error?.description
                == "here: found images of 28 × 15, expected larger images for the recipe lenet")
    }

    @Test(
        "the deep recipes make networks for small color images, and learn", .optimizedBuildsOnly,
        .enabled(if: Engine.current == .oneDNN, "a reference convolution takes a hundred times as long"),
        arguments: ["convnet", "vgg-11", "resnet-18"])
    func deepRecipes(_ name: String) throws {
        let images = try LabeledImages(
            pixels: (0..<8 * 3 * 32 * 32).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) },
            labels: [0, 1, 0, 1, 0, 1, 0, 1], channels: 3, height: 32, width: 32, classNames: ["a", "b"])
        let data = TaskData<ImageClassification>(
            name: "here", training: images, validation: images.subset([0]), summary: "")
        let recipe = try #require(Recipe.named(name))
        var chosen = recipe.defaults
        (chosen.epochs, chosen.batchSize, chosen.learningRate) = (4, 8, 0.01)
        let run = try RecipeRun(recipe, on: data, with: chosen, seed: 0)
        try run.fit()
        let losses = run.trainer.history.map(\.loss)
        #expect(try #require(losses.last) < losses[0])
    }

    @Test("recipes for larger images or for grey ones say what they expect")
    func imageSizes() throws {
        for (name, expected) in [
            ("vgg-16", "found images of 28 × 15, expected images of at least 32 × 32 for the recipe vgg-16"),
            (
                "alexnet",
                "found images of 28 × 15, expected images of at least 67 × 67 for the recipe alexnet"
            ),
            (
                "lenet-5",
                "found images of 28 × 15, expected grey images of 28 × 28 or 32 × 32 for the recipe lenet-5"
            ),
        ] {
            let error = #expect(throws: DataError.self) {
                try #require(Recipe.named(name)).makeModel(
                    for: classification(height: 28, width: 15), seed: 0, source: "here")
            }
            #expect(error?.description == "here: \(expected)")
        }
    }

    @Test("data of another kind than a recipe takes are refused")
    func otherKind() throws {
        let data = Glyphs.digits.trainingData(trainingCount: 2, validationCount: 1)
        let error = #expect(throws: DataError.self) {
            try RecipeRun(#require(Recipe.named("table")), on: TaskData(data), seed: 0)
        }
        #expect(
            error?.description.hasSuffix(
                "found data for image classification, expected data for table, as the recipe table takes them"
            ) == true)
    }

    @Test("every option of every recipe is declared once, with one meaning")
    func optionNames() {
        for recipe in Recipe.all {
            let names = recipe.allOptions.map(\.name)
            #expect(Set(names).count == names.count)
        }
        // A command has one declaration of each name.
        let meanings = Dictionary(grouping: Recipe.all.flatMap(\.allOptions), by: \.name)
        for (name, declarations) in meanings {
            #expect(Set(declarations.map(\.help)).count == 1, "--\(name)")
        }
    }

    @Test("an optimizer is the one that its name says, with the rate and the momentum that were chosen")
    func optimizers() throws {
        let model = multilayerPerceptron([2, 3])
        var chosen = try #require(Recipe.named("mlp")).defaults
        (chosen.learningRate, chosen.momentum) = (0.25, 0.5)
        let made = OptimizerKind.allCases.map { $0.make(for: model, with: chosen) }
        #expect(
            made.map { "\(type(of: $0))" } == [
                "SGD", "SGD", "Adagrad", "Adadelta", "RMSProp", "Adam", "Adam", "Adamax", "NAdam", "RAdam",
                "AdamW",
                "Lion", "LAMB", "LARS", "Adafactor", "Muon", "Rprop",
            ])
        #expect(made.map(\.learningRate) == Array(repeating: 0.25, count: 17))
        #expect(made.compactMap { ($0 as? SGD)?.nesterov } == [false, true])
        #expect(made.compactMap { ($0 as? SGD)?.momentum } == [0.5, 0.5])
    }

    @Test("misclassified examples are reported by their places in all of the data, beyond the first batch")
    func misclassifiedPlaces() {
        var found = Misclassifications()
        for labels in [[0, 1], [1, 0]] as [[Int32]] {
            found.add(Predictions(outputs: [1, 0, 1, 0], shape: [2, 2], targets: .labels(labels), loss: 0))
        }
        #expect(found.list.map(\.index) == [1, 2])
        #expect(found.list.map(\.prediction) == [0, 0])
    }
}
