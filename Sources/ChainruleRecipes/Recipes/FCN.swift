import ChainruleModels

extension Recipe {
    static let fcn = Recipe(
        "fcn", summary: "A fully convolutional network that finds the class of every pixel of drawn scenes.",
        source:
            "Long, Shelhamer and Darrell, \"Fully convolutional networks for semantic segmentation\", 2015, on a small scale",
        task: SceneSegmentation.self,
        defaults: Hyperparameters(
            epochs: 12, batchSize: 16, optimizer: .adam, learningRate: 0.002, schedule: .cosine())
    ) { request throws(NetworkRequest.Misfit) in
        let (channels, height, width) = (request.inputShape[0], request.inputShape[1], request.inputShape[2])
        guard height.isMultiple(of: FCN.sideFactor), width.isMultiple(of: FCN.sideFactor) else {
            throw NetworkRequest.Misfit(
                found: request.imageDescription, expected: "sides that are multiples of \(FCN.sideFactor)")
        }
        return FCN(channels: channels, classCount: request.outputs.count)
    }
}
