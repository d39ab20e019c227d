import Chainrule

/// How the outputs of a model's layers, and their gradients, are distributed; see
/// ``activationStatistics(_:_:loss:)``.
public struct ActivationStatistics: Sendable {
    /// A layer as it was applied once.
    public struct Row: Sendable {
        /// The dotted name; empty for a layer that the model makes while it is applied.
        public let name: String
        /// The layer's description, as in `Linear(500 → 500)`.
        public let layer: String
        /// The elements of the output.
        public let outputs: Distribution
        /// The gradient of the loss with respect to these elements; nil if there is no loss.
        public let gradients: Distribution?
        /// The share of the outputs where an activation function is flat, so that next to no gradient passes: for a
        /// sigmoid or tanh within 0.01 of a bound, for a ReLU zero. Nil for other layers.
        public let saturatedShare: Double?
    }

    /// The layers that apply no other ones, in the order in which they are applied.
    public let rows: [Row]
}

/// Measures how the outputs of all layers, and their gradients, are distributed for a batch.
///
/// Outputs that shrink or grow from layer to layer, or saturate, tell of initial weights that do not suit the activation
/// function (Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010).
///
/// ```swift
/// print(activationStatistics(model, images) { softmaxCrossEntropy($0, labels) })
/// ```
///
/// The model is applied in training mode, but its buffers are left as they are, and random numbers are drawn from a
/// generator of the function's own.
///
/// - Parameters:
///   - model: the model.
///   - batch: the input.
///   - loss: a scalar of the outputs, for gradients; none by default.
/// - Precondition: the model accepts the batch.
public func activationStatistics(
    _ model: some Layer, _ batch: Tensor, loss: ((_ outputs: Tensor) -> Tensor)? = nil
) -> ActivationStatistics {
    let (outputs, allCalls) = LayerCalls.inTraining(model, batch)
    let calls = allCalls.filter(\.isInnermost)
    let slopes = loss.map { gradients(of: $0(outputs), withRespectTo: calls.map(\.output), unused: .zeros) }
    return ActivationStatistics(
        rows: calls.indices.map { index in
            let flat = (calls[index].output.node.primitive as? any ActivationFunction).map {
                type(of: $0).flatOutputs.contain(calls[index].output).cast(to: .float64).mean()
            }
            return ActivationStatistics.Row(
                name: calls[index].name ?? "", layer: calls[index].layer.summary,
                outputs: Distribution(of: calls[index].output.scalars(as: Double.self)),
                gradients: slopes.map { Distribution(of: $0[index].scalars(as: Double.self)) },
                saturatedShare: flat?.item())
        })
}
