import ChainruleModels

extension Recipe {
    static let lenet5 = Recipe(
        "lenet-5",
        summary: "The network of 1998 with 60 000 parameters: trained subsampling, connection table, codes.",
        source:
            "LeCun, Bottou, Bengio and Haffner, \"Gradient-based learning applied to document recognition\", 1998",
        task: ImageClassification.self,
        defaults: Hyperparameters(
            epochs: 20, batchSize: 64, optimizer: .adam, learningRate: 0.002, schedule: .cosine())
    ) { request throws(NetworkRequest.Misfit) in
        let sizes = Array(request.inputShape)
        guard sizes == [1, 28, 28] || sizes == [1, 32, 32] else {
            throw NetworkRequest.Misfit(
                found: request.imageDescription, expected: "grey images of 28 × 28 or 32 × 32")
        }
        return LeNet5(side: sizes[1], classCount: request.outputs.count)
    }
}
