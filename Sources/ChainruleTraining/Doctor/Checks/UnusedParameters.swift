import ChainruleNN

/// Parameters on which the loss does not depend.
enum UnusedParameters: Check {
    static let moments: Set<Moment> = [.inspection]

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        let log = history.inspections
        // Weights of inputs that are all 0 have no gradient, which the inputs explain.
        guard history.hasInspectedMany, !history.start.hasOnlyZeroInputs,
            // Where nothing is wrong from the beginning, nothing is to be changed.
            history.losses.first != 0
        else { return nil }
        let model = history.training.trainer.model
        let isNormalized = model.buffers().contains { $0.name.hasSuffix("running_mean") }
        let shapes = Dictionary(
            uniqueKeysWithValues: model.parameters().map { ($0.name, $0.parameter.type.shape) })
        // Batch normalization cancels a bias added before it.
        let unused = log.neverUsed.filter { !isNormalized || shapes[$0]!.rank >= 2 }
        guard !unused.isEmpty else { return nil }
        return history.finding(
            .unusedParameters, .warning,
            evidence:
                "the gradient of \(listed(unused)) was exactly zero in all of \(log.count) inspections: "
                + "the loss does not depend on \(unused.count == 1 ? "it" : "them")",
            advice:
                "check that the network uses \(unused.count == 1 ? "it" : "them") and that nothing in between "
                + "stops the gradient")
    }
}
