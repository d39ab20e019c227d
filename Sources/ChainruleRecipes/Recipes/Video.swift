import Chainrule
import ChainruleModels

extension Recipe {
    static let video = Recipe(
        "video",
        summary: "Convolutions and an LSTM that say of every frame of a drawn video how a shape moves.",
        source:
            "Donahue and others, \"Long-term recurrent convolutional networks for visual recognition and description\", 2015, on a small scale",
        task: FrameLabeling.self,
        defaults: Hyperparameters(
            epochs: 12, batchSize: 32, optimizer: .adam, learningRate: 0.002, schedule: .cosine())
    ) { request in
        FrameLabeler(
            frameShape: Shape(Array(request.inputShape.dropFirst())), classCount: request.outputs.count)
    }
}
