import ChainruleNN

/// Parameters on which the loss does not depend.
enum UnreachedParameters: Check {
    static let moments: Set<Moment> = [.inspection]

    static func finding(in course: Course) -> Finding? {
        let log = course.inspections
        guard course.hasInspectedMany else { return nil }
        let model = course.training.trainer.model
        let isNormalized = model.buffers().contains { $0.name.hasSuffix("running_mean") }
        let shapes = Dictionary(
            uniqueKeysWithValues: model.parameters().map { ($0.name, $0.parameter.type.shape) })
        // Batch normalization takes away whatever bias was added before it.
        let unreached = log.neverReached.filter { !isNormalized || shapes[$0]!.rank >= 2 }
        guard !unreached.isEmpty else { return nil }
        return course.finding(
            .unreachedParameters, .warning,
            evidence:
                "the gradient of \(listed(unreached)) was exactly zero in all of \(log.count) inspections: "
                + "the loss does not depend on \(unreached.count == 1 ? "it" : "them")",
            advice:
                "see that the network uses \(unreached.count == 1 ? "it" : "them"), and that nothing on the way "
                + "stops the gradient")
    }
}
