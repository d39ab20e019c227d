import Chainrule

/// A recurrent layer with cells of any kind.
public protocol RecurrentLayer: Layer {
    /// How much a loss depends on the state at each time step; see ``Recurrent/stateGradientNorms(for:every:loss:)``.
    func stateGradientNorms(
        for input: Tensor, every interval: Int, loss: (_ outputs: Tensor) -> Tensor
    ) -> [StateGradientNorm]
}

/// How much a loss depends on the state of a recurrent layer at one time step.
public struct StateGradientNorm: Sendable, Equatable {
    /// How many time steps the state has seen.
    public let step: Int
    /// The Euclidean norm of the gradient of the loss with respect to the state.
    public let norm: Double
}

extension Recurrent: RecurrentLayer {
    /// The norm of the gradient of a loss with respect to the state at each time step.
    ///
    /// It shows how far back a network learns: where the norm falls to nothing (*vanishing gradients*), what happened earlier
    /// cannot change the weights any more; where it grows with every step back (*exploding gradients*), steps need clipping. The
    /// state is all that is handed to the next step, of an LSTM both h and c, of all layers and examples. The gradient is that
    /// of later outputs: what the loss takes from the output of the step itself does not count.
    ///
    /// ```swift
    /// let norms = lstm.stateGradientNorms(for: sequences) { outputs in
    ///     softmaxCrossEntropy(scores(outputs[-1]), labels)
    /// }
    /// ```
    ///
    /// Source: Hochreiter, "Untersuchungen zu dynamischen neuronalen Netzen", 1991; Pascanu, Mikolov and Bengio, "On the
    /// difficulty of training recurrent neural networks", ICML 2013.
    ///
    /// - Parameters:
    ///   - input: sequences, `[T, B, inputs]`, or `[B, T, inputs]` with ``batchFirst``.
    ///   - interval: how many steps lie between two of the states; every step by default.
    ///   - loss: a scalar made of the outputs of the layer at all steps.
    /// - Returns: a norm for each of the states before steps 0, `interval`, 2·`interval`, ..., in that order.
    /// - Precondition: the layer has one direction, there is a time step, and `interval` is positive.
    public func stateGradientNorms(
        for input: Tensor, every interval: Int = 1, loss: (_ outputs: Tensor) -> Tensor
    ) -> [StateGradientNorm] {
        require(
            cells[0].count == 1,
            "stateGradientNorms: \(self) has two directions; states go through time in one")
        require(interval > 0, "stateGradientNorms: an interval of \(interval) steps")
        let (time, examples) = batchFirst ? (1, 0) : (0, 1)
        let steps = input.shape[time]
        var state = initialState(batch: input.shape[examples])
        var states: [(step: Int, tensors: [Tensor])] = []
        var outputs: [Tensor] = []
        for start in stride(from: 0, to: steps, by: interval) {
            states.append((start, state.tensors))
            let range = start..<min(start + interval, steps)
            let (piece, last) = self(batchFirst ? input[0..., range] : input[range], from: state)
            outputs.append(piece)
            state = last
        }
        let total = loss(concatenate(outputs, axis: time))
        var found = gradients(of: total, withRespectTo: states.flatMap(\.tensors), unused: .zeros)[...]
        let norms = states.map { _, tensors in
            let squares = found.prefix(tensors.count).map { ($0 * $0).sum() }
            found.removeFirst(tensors.count)
            return sqrt(squares.dropFirst().reduce(squares[0], +))
        }
        evaluate(norms)
        return zip(states, norms).map { StateGradientNorm(step: $0.step, norm: $1.item()) }
    }
}
