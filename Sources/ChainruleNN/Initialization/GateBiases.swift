import Chainrule

extension LSTMCell {
    /// *Chrono initialization*: starts the biases so that each memory cell keeps what it holds for a time of its own, up to
    /// `steps` time steps.
    ///
    /// A forget gate that stays at f forgets in about 1/(1 − f) steps. The biases of the forget gates become ln u, u drawn
    /// uniformly from 1 ... steps − 1, those of the input gates the negatives of the same numbers, all others 0. Small times of forgetting,
    /// such as the 2 steps of biases around 0, let the gradient of an early step vanish.
    ///
    /// Source: Tallec and Ollivier, "Can recurrent neural networks warp time?", ICLR 2018; for a bias of 1, Gers, Schmidhuber
    /// and Cummins, "Learning to forget", 2000.
    ///
    /// - Parameters:
    ///   - steps: the longest time that is to be bridged.
    ///   - generator: the random generator of the biases.
    /// - Precondition: the cell has biases, and there are at least 3 steps.
    public func initializeGates(forMemoriesOf steps: Int, from generator: Generator = .current) {
        let biases = weights.memoryBiases(steps, generator)
        weights.setBiases([-biases, biases, nil, nil])
    }
}

extension GRUCell {
    /// *Chrono initialization*: starts the biases of the update gates z so that each unit keeps what it holds for a time of its
    /// own, up to `steps` time steps, and all other biases as 0; see ``LSTMCell/initializeGates(forMemoriesOf:from:)``.
    ///
    /// - Parameters:
    ///   - steps: the longest time that is to be bridged.
    ///   - generator: the random generator of the biases.
    /// - Precondition: the cell has biases, and there are at least 3 steps.
    public func initializeGates(forMemoriesOf steps: Int, from generator: Generator = .current) {
        weights.setBiases([nil, weights.memoryBiases(steps, generator), nil])
    }
}

extension RecurrentWeights {
    /// ln u for each unit, u uniform in 1 ... steps − 1.
    fileprivate func memoryBiases(_ steps: Int, _ generator: Generator) -> Tensor {
        require(steps >= 3, "initializeGates: times of up to \(steps) steps; at least 3 are needed")
        return log(.uniform([hidden], in: 1..<Double(steps - 1), dtype: dtype, from: generator))
    }

    /// Makes the two biases of each gate together the given one, 0 for nil.
    fileprivate func setBiases(_ gates: [Tensor?]) {
        guard let inputBias, let recurrentBias else {
            fatalError("initializeGates: the cell has no biases")
        }
        let zeros = Tensor.zeros([hidden], dtype: dtype)
        inputBias.value = concatenate(gates.map { $0 ?? zeros })
        recurrentBias.value = .zeros(recurrentBias.type.shape, dtype: dtype)
    }
}
