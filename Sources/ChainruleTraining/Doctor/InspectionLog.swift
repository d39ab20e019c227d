/// The inspections of a training, the latest in full.
struct InspectionLog {
    /// At least as many as a short run has in total.
    static let kept = 20
    /// What holds in the first and this many further inspections is not an accident of a batch or of the start.
    static let enough = 3

    /// The latest, without that of the first step: optimizers need a few steps to reach their usual step size.
    private(set) var recent: [(inspection: Inspection, learningRate: Double)] = []
    private(set) var count = 0
    /// For every activation, the units that were blocked for every example of every inspection.
    private(set) var alwaysBlocked: [[Bool]] = []
    /// The parameters whose gradient was exactly zero in every inspection.
    private(set) var neverUsed: [String] = []
    /// The parameters whose units had the same gradient in every inspection.
    private(set) var neverDiffering: [String] = []

    /// The largest difference that may be rounding, relative to the gradient of all parameters.
    private static let roundingShare = 1e-5

    /// Whether there are enough to conclude from.
    var areEnough: Bool { recent.count >= Self.enough }

    mutating func add(_ inspection: Inspection, learningRate: Double) {
        count += 1
        if count > 1 { recent = recent.suffix(Self.kept - 1) + [(inspection, learningRate)] }
        let blocked = inspection.activations.map(\.isBlocked)
        alwaysBlocked =
            count == 1 ? blocked : zip(alwaysBlocked, blocked).map { zip($0, $1).map { $0 && $1 } }
        let unused = inspection.parameters.filter { $0.gradientNorm == 0 }.map(\.name)
        neverUsed = count == 1 ? unused : neverUsed.filter { unused.contains($0) }
        let total = inspection.parameters.reduce(0) { $0 + $1.gradientNorm * $1.gradientNorm }.squareRoot()
        let alike = inspection.parameters.filter {
            $0.gradientDifferenceNorm <= Self.roundingShare * total
        }.map(\.name)
        neverDiffering = count == 1 ? alike : neverDiffering.filter { alike.contains($0) }
    }

    /// The median of `figure` over the latest inspections where it is not nil.
    func median(_ figure: (Inspection, _ learningRate: Double) -> Double?) -> Double? {
        recent.compactMap { figure($0.inspection, $0.learningRate) }.median
    }
}
