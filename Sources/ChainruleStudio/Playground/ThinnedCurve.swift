/// A curve over the steps of a training that never has more points than a screen can show: when it is full, every second one is
/// dropped, and from then on half as many steps are recorded.
struct ThinnedCurve {
    private static let limit = 400

    private(set) var steps: [Int] = []
    /// The values of several curves at these steps.
    private(set) var values: [[Float]]
    private var interval: Int

    /// - Parameters:
    ///   - count: how many curves are recorded together.
    ///   - interval: the steps between two records to begin with.
    init(count: Int, interval: Int = 1) {
        values = Array(repeating: [], count: count)
        self.interval = interval
    }

    /// Whether a step is to be recorded.
    func wants(_ step: Int) -> Bool { step.isMultiple(of: interval) }

    mutating func add(_ step: Int, _ new: [Float]) {
        steps.append(step)
        for index in values.indices { values[index].append(new[index]) }
        if steps.count < Self.limit { return }
        interval *= 2
        let kept = steps.indices.filter { steps[$0].isMultiple(of: interval) }
        steps = kept.map { steps[$0] }
        values = values.map { column in kept.map { column[$0] } }
    }
}

extension ThinnedCurve: Encodable {
    private enum CodingKeys: CodingKey { case steps, values }

    /// The steps as numbers, the values packed.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(steps, forKey: .steps)
        try container.encode(values.map(PackedFloats.init), forKey: .values)
    }
}
