import Chainrule
import ChainruleModels

extension Recipe {
    private static let encoder = RecipeOption.sizes(
        "encoder",
        help:
            "For the recipe autoencoder: units of the encoder's layers, the last one the code; by default 1000,500,250,30.",
        allowsNone: false)
    private static let pretrain = RecipeOption<Int>.count(
        "pretrain",
        help:
            "For the recipe autoencoder: epochs for which each layer is pretrained as a restricted Boltzmann machine; by "
            + "default 10, 0 for none.",
        in: 0...10_000)

    static let autoencoder = Recipe(
        "autoencoder",
        summary:
            "Codes of 30 numbers for images, and images from codes; pretrained layer by layer.",
        source:
            "Hinton and Salakhutdinov, \"Reducing the dimensionality of data with neural networks\", 2006",
        task: ImageReconstruction.self, options: [encoder, pretrain],
        defaults: Hyperparameters(
            epochs: 20, batchSize: 100, optimizer: .adam, learningRate: 0.001, schedule: .linear),
        pretraining: { request in
            let epochs = request.options[pretrain] ?? 10
            if epochs == 0 { return }
            let model = request.model as! Autoencoder
            let machines = model.machines(from: Generator(seed: request.seed))
            try LayerwisePretraining(epochs: epochs).train(
                machines, on: request.samples, seed: request.seed, stop: request.stop,
                epochEnds: request.epochEnds)
            model.unroll(machines)
        }, featureLayer: "encoder",
        network: { Autoencoder([$0.inputCount] + ($0.options[encoder] ?? [1000, 500, 250, 30])) })
}
