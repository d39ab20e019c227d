import Chainrule

/// What layers that drop something at random have in common.
struct Dropping {
    let probability: Double
    let generator: Generator?
    let trainingGuard = TrainingGuard()

    init(_ probability: Double, _ generator: Generator?, for layer: String) {
        require((0..<1).contains(probability), "\(layer): the probability must be in 0..<1")
        self.probability = probability
        self.generator = generator
    }

    /// In training mode, a tensor of `shape` that is true where something is kept; nil if nothing is dropped.
    func kept(_ shape: Shape, dtype: DType, for layer: String) -> Tensor? {
        let mode = trainingGuard.mode(of: layer)
        if mode == .evaluation || probability == 0 { return nil }
        return Tensor.uniform(shape, dtype: dtype, from: generator ?? .current) .>= probability
    }

    /// `x` with zeros in the place of what is dropped and the rest scaled by 1 / (1 − probability).
    ///
    /// - Parameter pattern: a shape that broadcasts to that of `x`; its elements are dropped as wholes.
    func callAsFunction(_ x: Tensor, _ pattern: Shape, for layer: String) -> Tensor {
        guard let kept = kept(pattern, dtype: x.dtype, for: layer) else { return x }
        return select(x * (1 / (1 - probability)), where: kept, otherwise: 0)
    }

    var members: [(name: String, value: Any)] {
        [("generator", generator as Any), ("guard", trainingGuard)]
    }
}
