import ChainruleData

/// The text form of a schedule.
public struct ScheduleForm: Sendable {
    /// Such as `step:EPOCHS[:FACTOR]`; the part in brackets is optional.
    public let form: String
    /// What the schedule does, with its default values.
    public let meaning: String

    init(_ form: String, _ meaning: String) {
        self.form = form
        self.meaning = meaning
    }

    var name: Substring { form.prefix { $0 != ":" && $0 != "[" } }
}

extension Schedule {
    /// All forms in which a schedule can be written.
    public static let forms = [
        ScheduleForm("constant", "constant learning rate"),
        ScheduleForm("linear", "linear decay to zero"),
        ScheduleForm("step:EPOCHS[:FACTOR]", "multiply by FACTOR (0.1) every EPOCHS epochs"),
        ScheduleForm(
            "milestones:EPOCH,EPOCH,…[:FACTOR]", "multiply by FACTOR (0.1) after each of these epochs"),
        ScheduleForm("exponential:FACTOR", "multiply by FACTOR per epoch, continuously"),
        ScheduleForm("inverse-time:DECAY", "divide by 1 + DECAY · epoch"),
        ScheduleForm("polynomial:POWER[:FINAL]", "polynomial decay to FINAL (0) times the learning rate"),
        ScheduleForm("cosine[:FINAL]", "cosine annealing to FINAL (0) times the learning rate"),
        ScheduleForm(
            "cosine-restarts:EPOCHS[:GROWTH[:FINAL]]",
            "cosine annealing with warm restarts: the first cycle takes EPOCHS, each further one GROWTH (1) times as long"
        ),
        ScheduleForm(
            "one-cycle[:WARM-UP[:START[:FINAL]]]",
            "rise from START (0.04) times the learning rate over the first WARM-UP (0.3) of all steps, then anneal to FINAL (4e-06)"
        ),
        ScheduleForm("warm-up:EPOCHS:SCHEDULE", "linear warm-up over EPOCHS, then SCHEDULE"),
        ScheduleForm(
            "plateau[:FACTOR[:PATIENCE[:THRESHOLD[:MINIMUM]]]]",
            "multiply by FACTOR (0.1), but not below MINIMUM (0), after more than PATIENCE (10) epochs without "
                + "a relative improvement of the validation loss by THRESHOLD (0.0001)"),
        ScheduleForm("range-test:FROM:TO", "increase the learning rate exponentially, to find a good one"),
    ]

    /// Reads a schedule in one of the ``forms``.
    ///
    /// - Throws: `DataError.malformed` with the forms, or with the one whose numbers are wrong.
    public init(_ text: String) throws(DataError) {
        var words = ScheduleReader(text)
        guard let form = Self.forms.first(where: { $0.name == words.name }) else {
            throw words.error(expected: "one of " + Self.forms.map(\.form).joined(separator: ", "))
        }
        guard let schedule = try words.schedule(), words.isAtEnd else {
            throw words.error(expected: form.form)
        }
        if let flaw = schedule.flaw { throw words.error(expected: "\(form.form), where \(flaw)") }
        self = schedule
    }
}

/// Reads the parts of a schedule's text, one after the other.
private struct ScheduleReader {
    let name: Substring
    private let text: String
    private var parts: ArraySlice<Substring>

    init(_ text: String) {
        self.text = text
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        name = parts[0]
        self.parts = parts.dropFirst()
    }

    var isAtEnd: Bool { parts.isEmpty }

    func error(expected: String) -> DataError {
        .malformed(source: "the schedule", found: "'\(text)'", expected: expected)
    }

    /// Nil if a part is missing or of the wrong kind.
    mutating func schedule() throws(DataError) -> Schedule? {
        switch name {
        case "constant": return .constant
        case "linear": return .linear
        case "step":
            guard let every = count(), let factor = number(or: 0.1) else { return nil }
            return .step(every: every, factor: factor)
        case "milestones":
            guard let epochs = counts(), let factor = number(or: 0.1) else { return nil }
            return .milestones(epochs, factor: factor)
        case "exponential": return number().map { .exponential(factor: $0) }
        case "inverse-time": return number().map { .inverseTime(decay: $0) }
        case "polynomial":
            guard let power = number(), let final = number(or: 0) else { return nil }
            return .polynomial(power: power, final: final)
        case "cosine": return number(or: 0).map { .cosine(final: $0) }
        case "cosine-restarts":
            guard let period = count(), let growth = number(or: 1), let final = number(or: 0) else {
                return nil
            }
            return .cosineRestarts(period: period, growth: growth, final: final)
        case "one-cycle":
            guard let warmUp = number(or: 0.3), let start = number(or: 0.04), let final = number(or: 4e-6)
            else { return nil }
            return .oneCycle(warmUp: warmUp, start: start, final: final)
        case "warm-up":
            // Unlimited nesting in a file could overflow the stack.
            guard let epochs = number(), !isAtEnd, parts.first != "warm-up" else { return nil }
            let rest = parts.joined(separator: ":")
            parts = []
            return .warmUp(epochs: epochs, then: try Schedule(rest))
        case "plateau":
            guard let factor = number(or: 0.1), let patience = count(or: 10),
                let threshold = number(or: 1e-4),
                let minimum = number(or: 0)
            else { return nil }
            return .reduceOnPlateau(
                factor: factor, patience: patience, threshold: threshold, minimum: minimum)
        case "range-test":
            guard let from = number(), let to = number() else { return nil }
            return .rangeTest(from: from, to: to)
        default: return nil
        }
    }

    /// The next part as a finite number; the default if there are no more parts.
    private mutating func number(or absent: Double? = nil) -> Double? {
        guard let part = parts.popFirst() else { return absent }
        return Double(part).flatMap { $0.isFinite ? $0 : nil }
    }

    /// The next part as an integer.
    private mutating func count(or absent: Int? = nil) -> Int? {
        guard let part = parts.popFirst() else { return absent }
        return Int(part)
    }

    /// The next part as integers between commas.
    private mutating func counts() -> [Int]? {
        guard let words = parts.popFirst()?.split(separator: ",", omittingEmptySubsequences: false) else {
            return nil
        }
        let numbers = words.compactMap { Int($0) }
        return numbers.count == words.count ? numbers : nil
    }
}
