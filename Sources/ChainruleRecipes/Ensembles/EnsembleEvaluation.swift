import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining

/// How good several models are on the same examples, one by one and together, by the first metric of their task.
public struct EnsembleEvaluation: Sendable, Equatable, Codable {
    /// The name of the metric.
    public let metric: String
    /// The number of examples.
    public let count: Int
    /// The figure of each member.
    public let members: [Double]
    /// The figure of every way to combine them.
    public let combined: [Combined]

    /// The figure of the members together.
    public struct Combined: Sendable, Equatable, Codable {
        public let combination: EnsembleCombination
        public let value: Double
    }

    /// The mean of the members' figures.
    public var meanOfMembers: Double { members.reduce(0, +) / Double(members.count) }

    /// The figure of a combination; nil if it does not apply to what the models predict.
    public subscript(combination: EnsembleCombination) -> Double? {
        combined.first { $0.combination == combination }?.value
    }

    /// - Parameters:
    ///   - metric: what is measured.
    ///   - outputs: `[N, outputs]`, one tensor for each member.
    ///   - targets: the targets of the N examples.
    ///   - combinations: how the members are combined.
    /// - Precondition: there are at least one member and one example.
    public init(
        _ metric: any Metric, outputs: [Tensor], targets: Tensor, combinations: [EnsembleCombination]
    ) {
        require(
            !outputs.isEmpty && outputs.allSatisfy { $0.shape[0] == targets.shape[0] }
                && targets.shape[0] > 0,
            "EnsembleEvaluation: outputs \(outputs.map(\.shape)) for targets \(targets.shape)")
        func value(_ outputs: Tensor) -> Double {
            var own = metric
            own.reset()
            own.add(Predictions(outputs: outputs, targets: targets, loss: Tensor(0.0)))
            return own.value!
        }
        self.metric = metric.name
        count = targets.shape[0]
        members = outputs.map(value)
        combined = combinations.map { Combined(combination: $0, value: value($0.combine(outputs))) }
    }

    /// Measures runs together on the validation set of `data`, each with the preprocessing it was trained with.
    ///
    /// - Precondition: there is at least one run.
    /// - Throws: `DataError` if the data are not of the kind that one was trained on, or there are none.
    public init(of runs: [SavedRun], on data: any LoadedData) throws(DataError) {
        guard data.validationCount > 0 else {
            throw .malformed(
                source: data.name, found: "an empty validation set", expected: "at least one example")
        }
        var outputs: [Tensor] = []
        for run in runs { outputs.append(try run.outputs(for: data.validationSamples(for: run.task))) }
        let task = runs[0].task
        let samples = try data.validationSamples(for: task)
        let all = try samples.batch(Array(0..<samples.count)[...])
        self.init(
            task.primaryMetric, outputs: outputs, targets: all.targets,
            combinations: task.outputs.combinations)
    }
}
