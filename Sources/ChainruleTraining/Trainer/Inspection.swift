import Chainrule

/// Measurements of one step: norms of parameters, gradients and updates, and the state of activations.
public struct Inspection: Sendable, Equatable {
    /// One parameter; norms are Euclidean over all its elements.
    public struct ParameterFigures: Sendable, Equatable {
        /// The dotted name.
        public let name: String
        /// Before the step.
        public let valueNorm: Double
        /// Of the gradient of the loss, without a penalty.
        public let gradientNorm: Double
        /// Of that gradient minus its mean over the first axis, the units of a layer; of the whole gradient if there
        /// are fewer than two axes.
        public let gradientDifferenceNorm: Double
        /// Of the difference that the step made.
        public let updateNorm: Double

        /// The norm of the update divided by that of the parameter; about 10⁻³ is healthy. Nil for zeros.
        public var updateRatio: Double? { valueNorm > 0 ? updateNorm / valueNorm : nil }
    }

    /// One ReLU, sigmoid or tanh between two parameters of the network.
    public struct ActivationFigures: Sendable, Equatable {
        /// Where the function is flat.
        public let flatOutputs: FlatOutputs
        /// The place, as in `relu after features.0`.
        public let name: String
        /// The share of outputs that pass almost no gradient: zeros of a ReLU, outputs of a sigmoid
        /// or tanh within 0.01 of their bounds.
        public let blockedShare: Double
        /// For every unit (channel), whether it is blocked for every example of the batch.
        public let isBlocked: [Bool]

        /// The share of units that are blocked for every example of the batch.
        public var blockedUnits: Double { Double(isBlocked.count { $0 }) / Double(max(1, isBlocked.count)) }
    }

    public let parameters: [ParameterFigures]
    public let activations: [ActivationFigures]
}
