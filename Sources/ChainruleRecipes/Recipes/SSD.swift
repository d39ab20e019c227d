import ChainruleModels

extension Recipe {
    static let ssd = Recipe(
        "ssd", summary: "A single-shot detector that finds the shapes in drawn scenes and their boxes.",
        source:
            "Liu, Anguelov, Erhan, Szegedy, Reed, Fu and Berg, \"SSD: Single shot multibox detector\", 2016, on a small scale",
        task: SceneDetection.self,
        defaults: Hyperparameters(
            epochs: 4, batchSize: 16, optimizer: .adam, learningRate: 0.002, schedule: .cosine())
    ) { request throws(NetworkRequest.Misfit) in
        guard case .objects(let classNames, let defaults) = request.outputs else {
            throw NetworkRequest.Misfit(found: "no objects to find", expected: "a task of detection")
        }
        return SSD(channels: request.inputShape[0], classCount: classNames.count, defaults: defaults)
    }
}
