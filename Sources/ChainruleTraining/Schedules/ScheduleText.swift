import ChainruleData

/// The text form of the command line, without default values: `cosine`, `step:10:0.5`.
extension Schedule: CustomStringConvertible {
    public var description: String {
        switch self {
        case .constant: "constant"
        case .linear: "linear"
        case .step(let every, let factor):
            words(["step", "\(every)"], (factor, 0.1))
        case .milestones(let milestones, let factor):
            words(["milestones", milestones.map(String.init).joined(separator: ",")], (factor, 0.1))
        case .exponential(let factor): words(["exponential", text(factor)])
        case .inverseTime(let decay): words(["inverse-time", text(decay)])
        case .polynomial(let power, let final): words(["polynomial", text(power)], (final, 0))
        case .cosine(let final): words(["cosine"], (final, 0))
        case .cosineRestarts(let period, let growth, let final):
            words(["cosine-restarts", "\(period)"], (growth, 1), (final, 0))
        case .oneCycle(let warmUp, let start, let final):
            words(["one-cycle"], (warmUp, 0.3), (start, 0.04), (final, 4e-6))
        case .warmUp(let epochs, let schedule): words(["warm-up", text(epochs), schedule.description])
        case .reduceOnPlateau(let factor, let patience, let threshold, let minimum):
            words(["plateau"], (factor, 0.1), (Double(patience), 10), (threshold, 1e-4), (minimum, 0))
        case .custom(let schedule): "custom:\(schedule.name)"
        case .rangeTest(let from, let to): words(["range-test", text(from), text(to)])
        }
    }

    /// The required words and then the numbers, up to the last one that differs from its default.
    private func words(_ required: [String], _ optional: (value: Double, absent: Double)...) -> String {
        let told = (optional.lastIndex { $0.value != $0.absent } ?? -1) + 1
        return (required + optional[..<told].map { text($0.value) }).joined(separator: ":")
    }

    /// The shortest text of a number that reads as the same, whole ones without a fraction.
    private func text(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? "\(number)"
    }
}

/// Coded as its text.
extension Schedule: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do { self = try Schedule(container.decode(String.self)) } catch let error as DataError {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
