import ChainruleData
import ChainruleTraining
import Foundation
import Testing

@Suite("Schedules as text") struct ScheduleTextTests {
    static let texts: [(String, Schedule)] = [
        ("constant", .constant),
        ("linear", .linear),
        ("step:10", .step(every: 10)),
        ("step:10:0.5", .step(every: 10, factor: 0.5)),
        ("milestones:30,60,80", .milestones([30, 60, 80])),
        ("milestones:5:0.2", .milestones([5], factor: 0.2)),
        ("exponential:0.95", .exponential(factor: 0.95)),
        ("inverse-time:1e-05", .inverseTime(decay: 1e-5)),
        ("polynomial:2", .polynomial(power: 2)),
        ("polynomial:0.5:0.01", .polynomial(power: 0.5, final: 0.01)),
        ("cosine", .cosine()),
        ("cosine:0.01", .cosine(final: 0.01)),
        ("cosine-restarts:10", .cosineRestarts(period: 10)),
        ("cosine-restarts:10:2", .cosineRestarts(period: 10, growth: 2)),
        ("cosine-restarts:10:1:0.1", .cosineRestarts(period: 10, final: 0.1)),
        ("one-cycle", .oneCycle()),
        ("one-cycle:0.5", .oneCycle(warmUp: 0.5)),
        ("one-cycle:0.3:0.04:0.001", .oneCycle(final: 0.001)),
        ("warm-up:1:cosine", .warmUp(epochs: 1, then: .cosine())),
        ("warm-up:0.5:step:10:0.3", .warmUp(epochs: 0.5, then: .step(every: 10, factor: 0.3))),
        ("plateau", .reduceOnPlateau()),
        ("plateau:0.5:3", .reduceOnPlateau(factor: 0.5, patience: 3)),
        ("plateau:0.1:10:0.0001:0.001", .reduceOnPlateau(minimum: 0.001)),
        ("range-test:1e-06:1", .rangeTest(from: 1e-6, to: 1)),
    ]

    @Test("are read and printed", arguments: texts)
    func roundTrip(text: String, schedule: Schedule) throws {
        #expect(try Schedule(text) == schedule)
        #expect(schedule.description == text)
    }

    @Test("are what files hold", arguments: texts)
    func coding(text: String, schedule: Schedule) throws {
        let file = try JSONEncoder().encode([schedule])
        #expect(String(decoding: file, as: UTF8.self) == "[\"\(text)\"]")
        #expect(try JSONDecoder().decode([Schedule].self, from: file) == [schedule])
    }

    @Test(
        "are refused where their numbers make no sense",
        arguments: [
            ("range-test:1:0.1", "FROM must be below TO"), ("range-test:1:1", "FROM must be below TO"),
            ("warm-up:1:range-test:0.1:1", "SCHEDULE must not be a range test"),
        ])
    func senseless(text: String, flaw: String) {
        let error = #expect(throws: DataError.self) { try Schedule(text) }
        #expect(error?.description.hasSuffix("where \(flaw)") == true)
    }

    @Test("keep every digit of their numbers")
    func digits() throws {
        let schedule = Schedule.polynomial(power: 1.0 / 3, final: 0.1 + 0.2)
        #expect(try Schedule(schedule.description) == schedule)
    }

    @Test("the list of forms has every schedule once, and its defaults are those that are printed")
    func forms() throws {
        func name(_ text: String) -> Substring { text.prefix { $0 != ":" && $0 != "[" } }
        let names = Schedule.forms.map { name($0.form) }
        #expect(Set(names).count == names.count)
        #expect(Set(names) == Set(Self.texts.map { name($0.0) }))
        #expect(Schedule.forms.allSatisfy { !$0.meaning.isEmpty })
    }

    @Test(
        "words that are no schedule are answered with all forms",
        arguments: ["", "cosin", "Cosine", "step10", ":", " cosine", "cosine ", "warm-up:1:cosin"])
    func unknown(_ text: String) {
        let error = #expect(throws: DataError.self) { try Schedule(text) }
        for form in Schedule.forms { #expect(error?.description.contains(form.form) == true) }
    }

    @Test(
        "wrong numbers are answered with the form and what they must be",
        arguments: [
            ("step", "step:EPOCHS[:FACTOR]"),
            ("step:", "step:EPOCHS[:FACTOR]"),
            ("step:1.5", "step:EPOCHS[:FACTOR]"),
            ("step:5:x", "step:EPOCHS[:FACTOR]"),
            ("step:5:0.1:3", "step:EPOCHS[:FACTOR]"),
            ("constant:1", "constant"),
            ("warm-up:3", "warm-up:EPOCHS:SCHEDULE"),
            ("milestones:1,,2", "milestones:EPOCH,EPOCH,…[:FACTOR]"),
            ("exponential:nan", "exponential:FACTOR"),
            ("step:0", "step:EPOCHS[:FACTOR], where EPOCHS must be 1 or more"),
            ("step:1:-1", "step:EPOCHS[:FACTOR], where FACTOR must be above 0"),
            ("milestones:3,3", "where EPOCH,EPOCH,… must rise from 1 or more"),
            ("milestones:0,3", "where EPOCH,EPOCH,… must rise from 1 or more"),
            ("inverse-time:-1", "where DECAY must be 0 or more"),
            ("polynomial:0", "where POWER must be above 0"),
            ("polynomial:1:2", "where FINAL must be from 0 to 1"),
            ("cosine:-0.1", "where FINAL must be from 0 to 1"),
            ("cosine-restarts:5:0.5", "where GROWTH must be 1 or more"),
            ("cosine-restarts:0", "where EPOCHS must be 1 or more"),
            ("one-cycle:2", "where WARM-UP must be from 0 to 1"),
            ("one-cycle:0.3:2", "where START must be from 0 to 1"),
            ("warm-up:0:cosine", "where EPOCHS must be above 0"),
            ("warm-up:1:warm-up:1:linear", "warm-up:EPOCHS:SCHEDULE"),
            ("warm-up:1:step:0", "step:EPOCHS[:FACTOR], where EPOCHS must be 1 or more"),
            ("plateau:2", "where FACTOR must be from 0 to 1"),
            ("plateau:0.1:-1", "where PATIENCE must be 0 or more"),
            ("plateau:0.1:1:2", "where THRESHOLD must be from 0 to 1"),
            ("range-test:0:1", "where FROM must be above 0"),
        ])
    func wrongNumbers(text: String, expected: String) {
        let error = #expect(throws: DataError.self) { try Schedule(text) }
        #expect(error?.description.contains("expected") == true)
        #expect(error?.description.hasSuffix(expected) == true, "\(String(describing: error))")
    }

    @Test("a file with a wrong schedule is refused with the reason")
    func damagedFile() {
        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Schedule].self, from: Data("[\"step:0\"]".utf8))
        }
        guard case .dataCorrupted(let context) = error else { return #expect(Bool(false)) }
        #expect(context.debugDescription.contains("EPOCHS must be 1 or more"))
    }

    @Test("truncated text is read as another schedule or refused, and never traps", arguments: texts)
    func truncation(text: String, _: Schedule) {
        for length in 0..<text.count {
            if let schedule = try? Schedule(String(text.prefix(length))) {
                let rate = schedule.rate(
                    1, at: ScheduleMoment(step: 3, of: 6, stepsPerEpoch: 2, validationLosses: [1]))
                #expect(rate.isFinite && rate >= 0, "\(schedule)")
            }
        }
    }
}
