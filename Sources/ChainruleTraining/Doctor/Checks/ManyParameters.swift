import ChainruleNN

/// A network far too large for its examples.
enum ManyParameters: Check {
    static let moments: Set<Moment> = [.beginning]

    /// Networks that were trained from scratch and did well have up to some hundred parameters for each example: AlexNet
    /// 48 and VGG-16 108 on ImageNet, a wide residual network (Zagoruyko and Komodakis 2016) 730 on CIFAR-10.
    private static let mostPerExample = 1000

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        let examples = history.training.examples.count
        // Frozen parameters do not count: of a pretrained network often only the last layers are trained.
        let learning = history.training.trainer.model.parameters().filter(\.parameter.isTrainable)
        let count = learning.reduce(0) { $0 + $1.parameter.type.shape.elementCount }
        guard count / examples > mostPerExample else { return nil }
        return history.finding(
            .manyParameters, .note,
            evidence:
                "the network has \(count) trainable parameters for \(examples) examples, \(count / examples) per example: it can "
                + "memorize them without generalizing",
            advice:
                "use a smaller network, fine-tune the last layers of a pretrained one, or collect more data")
    }
}
