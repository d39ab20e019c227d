import ChainruleData
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
}
