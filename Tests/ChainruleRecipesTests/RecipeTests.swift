import ChainruleData
import ChainruleModels
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining
import Testing

@Suite struct RecipeTests {
    @Test("the parameters of a network are counted right before it is made", arguments: Recipe.all)
    func parameterCount(_ recipe: Recipe) {
        for images in [ImageShape(height: 16, width: 19), ImageShape(channels: 3, height: 28, width: 28)] {
            let model = recipe.makeModel(for: images, classCount: 3, seed: 0)
            #expect(
                model.parameterCount == recipe.parameterCount(for: images, classCount: 3))
        }
    }

    @Test("images too small for a convolutional network are refused")
    func smallImages() throws {
        let images = ImageShape(height: 28, width: 15)
        try #require(Recipe.named("mlp")).requireFit(of: images, source: "here")
        let recipe = try #require(Recipe.named("lenet"))
        let error = #expect(throws: DataError.self) {
            try recipe.requireFit(of: images, source: "here")
        }
        #expect(
            error?.description
                == "here: found images of 28 × 15, expected larger images for the recipe lenet")
    }

    @Test("an optimizer is the one that its name says, with the rate and the momentum that were chosen")
    func optimizers() throws {
        let model = multilayerPerceptron([2, 3])
        var chosen = try #require(Recipe.named("mlp")).defaults
        (chosen.learningRate, chosen.momentum) = (0.25, 0.5)
        let made = OptimizerKind.allCases.map { $0.make(for: model, with: chosen) }
        #expect(made.map { "\(type(of: $0))" } == ["SGD", "SGD", "Adagrad", "RMSProp", "Adam", "AdamW"])
        #expect(made.map(\.learningRate) == Array(repeating: 0.25, count: 6))
        #expect(made.compactMap { ($0 as? SGD)?.nesterov } == [false, true])
        #expect(made.compactMap { ($0 as? SGD)?.momentum } == [0.5, 0.5])
    }

    @Test("misclassified examples are told by their places in all of the data, beyond the first batch")
    func misclassifiedPlaces() {
        var found = Misclassifications()
        for labels in [[0, 1], [1, 0]] as [[Int32]] {
            found.add(Predictions(outputs: [1, 0, 1, 0], shape: [2, 2], targets: .labels(labels), loss: 0))
        }
        #expect(found.list.map(\.index) == [1, 2])
        #expect(found.list.map(\.prediction) == [0, 0])
    }
}
