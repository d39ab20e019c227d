import ChainruleModels

extension Recipe {
    static let vgg11 = vgg("vgg-11", .vgg11, "Eight 3 x 3 convolutions and three fully connected layers.")
    static let vgg16 = vgg("vgg-16", .vgg16, "Thirteen 3 x 3 convolutions and three fully connected layers.")

    /// With batch normalization, without which a network of this depth does not train from random weights; hidden layers
    /// of 512 units instead of 4096, because the images are small.
    private static func vgg(_ name: String, _ depths: VGG.Depths, _ summary: String) -> Recipe {
        Recipe(
            name, summary: summary,
            source: "Simonyan and Zisserman, \"Very deep convolutional networks\", 2014",
            task: ImageClassification.self,
            defaults: Hyperparameters(
                epochs: 20, batchSize: 64, learningRate: 0.02, schedule: .cosine(), momentum: 0.9, l2: 5e-4)
        ) { request throws(NetworkRequest.Misfit) in
            try request.requireImages(ofAtLeast: 32)
            let (channels, height, width) = (
                request.inputShape[0], request.inputShape[1], request.inputShape[2]
            )
            return VGG(
                depths, channels: channels, height: height, width: width, classCount: request.outputs.count,
                batchNorm: true, units: 512)
        }
    }
}
