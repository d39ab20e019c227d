/// How a training went inside, for its report: the loss step by step, and looks into the layers at a few steps.
///
/// Its size is bounded, however long the training is. It belongs to the state of a ``Trainer`` and is saved with it, so a run
/// that is resumed continues it exactly.
public struct TrainingDynamics: Sendable, Equatable, Codable {
    /// The updates of an epoch.
    public let stepsPerEpoch: Int
    /// The losses of the steps, without penalties.
    public internal(set) var losses = StepCurve(capacity: Self.curveCapacity)
    /// The learning rates of the steps.
    public internal(set) var learningRates = StepCurve(capacity: Self.curveCapacity)
    /// The outputs of layers at a few steps, in their order.
    public internal(set) var layers: [LayerMoment] = []
    /// The sizes of updates at a few steps, in their order.
    public internal(set) var updates: [UpdateMoment] = []
    /// What the Doctor has found.
    public internal(set) var findings: [Doctor.Finding] = []
    /// Why the training ended early; nil if it did not, or is going on.
    public internal(set) var ending: String?
    /// The steps between two looks, a power of two.
    public private(set) var interval: Int

    private static let curveCapacity = 512
    /// The most looks that are kept.
    static let mostMoments = 32

    /// The layers of the model after a number of steps, for one and the same few examples.
    public struct LayerMoment: Sendable, Equatable, Codable {
        /// The updates that had been made.
        public let step: Int
        /// In the order in which they are applied.
        public let layers: [Layer]
    }

    /// The outputs of a layer.
    public struct Layer: Sendable, Equatable, Codable {
        /// The dotted name; empty for a layer that the model makes while it is applied.
        public let name: String
        /// What it is, as in `Conv2d(1 → 20, 5×5)`.
        public let layer: String
        public let outputs: ValueSummary
        /// The magnitudes of the gradients of the loss with respect to the outputs, as decimal logarithms.
        public let gradients: ValueSummary
    }

    /// What one step changed.
    public struct UpdateMoment: Sendable, Equatable, Codable {
        /// Which step it was, counted from 1.
        public let step: Int
        /// For each parameter that is trained, by its dotted name, the norm of the update divided by that of the parameter; those that
        /// were zero are missing.
        public let ratios: [String: Double]
    }

    /// - Parameters:
    ///   - stepsPerEpoch: the updates of an epoch.
    ///   - steps: the updates that are planned.
    init(stepsPerEpoch: Int, steps: Int) {
        self.stepsPerEpoch = stepsPerEpoch
        interval = 1
        while interval * Self.mostMoments <= steps { interval *= 2 }
    }

    /// Whether histograms of the layers are recorded after so many steps.
    func isMoment(_ step: Int) -> Bool { step.isMultiple(of: interval) && layers.last?.step != step }

    mutating func add(_ moment: LayerMoment) {
        layers.append(moment)
        if layers.count <= Self.mostMoments { return }
        interval *= 2
        layers.removeAll { !$0.step.isMultiple(of: interval) }
        updates.removeAll { !($0.step - 1).isMultiple(of: interval) }
    }

    mutating func add(_ step: StepReport) {
        losses.add(step.loss)
        learningRates.add(step.learningRate)
        guard let inspection = step.inspection, (step.step - 1).isMultiple(of: interval) else { return }
        let ratios = inspection.parameters.compactMap { figures in
            figures.updateRatio.flatMap { $0.isFinite ? (figures.name, $0) : nil }
        }
        updates.append(UpdateMoment(step: step.step, ratios: Dictionary(uniqueKeysWithValues: ratios)))
    }

    /// Adds what has been found since; of a kind the first is kept.
    mutating func add(_ found: [Doctor.Finding]) {
        findings += found.filter { finding in !findings.contains { $0.kind == finding.kind } }
    }
}
