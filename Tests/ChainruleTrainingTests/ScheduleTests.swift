import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("Schedules") struct ScheduleTests {
    private let base = 0.5

    @Test(
        "follow PyTorch's schedulers",
        arguments: [
            ("step", .step(every: 4, factor: 0.3)),
            ("milestones", .milestones([2, 5, 11], factor: 0.2)),
            ("exponential", .exponential(factor: 0.8)),
            ("linear", .linear),
            ("polynomial", .polynomial(power: 2.5)),
            ("cosine", .cosine(final: 0.1)),
            ("restarts", .cosineRestarts(period: 4)),
            ("growing_restarts", .cosineRestarts(period: 2, growth: 2, final: 0.01)),
        ] as [(String, Schedule)])
    func golden(name: String, schedule: Schedule) throws {
        let expected = try Golden("schedules")[name].scalars(as: Double.self)
        for (epoch, rate) in expected.enumerated() {
            let moment = ScheduleMoment(step: epoch, of: 12)
            #expect(abs(schedule.rate(base, at: moment) - rate) < 1e-14, "epoch \(epoch)")
        }
    }

    @Test(
        "one cycle follows PyTorch's scheduler step by step, to the peak and to the final rate",
        arguments: [
            ("one_cycle", .oneCycle()),
            ("steep_cycle", .oneCycle(warmUp: 0.5, start: 0.1, final: 0.002)),
            ("falling_cycle", .oneCycle(warmUp: 0)),
            ("rising_cycle", .oneCycle(warmUp: 1)),
        ] as [(String, Schedule)])
    func goldenCycle(name: String, schedule: Schedule) throws {
        let expected = try Golden("schedules")[name].scalars(as: Double.self)
        for (step, rate) in expected.enumerated() {
            let moment = ScheduleMoment(step: step, of: 21, stepsPerEpoch: 7)
            #expect(abs(schedule.rate(base, at: moment) - rate) < 1e-14, "step \(step)")
        }
        // A step after the last, as of a run that went on, keeps the final rate.
        let after = schedule.rate(base, at: ScheduleMoment(step: 25, of: 21))
        #expect(abs(after - expected.last!) < 1e-14)
    }

    @Test("one cycle peaks at once where its rise is a single step or less")
    func shortCycle() {
        #expect(Schedule.oneCycle(warmUp: 0.1).rate(1, at: ScheduleMoment(step: 0, of: 10)) == 1)
        #expect(Schedule.oneCycle().rate(1, at: ScheduleMoment(step: 0, of: 1)) == 4e-6)
    }

    @Test("a warm-up is PyTorch's LinearLR from its first equal step, and a cosine follows")
    func goldenWarmUp() throws {
        let schedule = Schedule.warmUp(epochs: 2, then: .cosine())
        for (step, rate) in try Golden("schedules")["warm_up"].scalars(as: Double.self).enumerated() {
            let moment = ScheduleMoment(step: step, of: 20, stepsPerEpoch: 4)
            #expect(abs(schedule.rate(base, at: moment) - rate) < 1e-14, "step \(step)")
        }
    }

    // PyTorch leaves changes of less than 1e-8 out.
    @Test(
        "plateaus are PyTorch's",
        arguments: [
            ("patient", .reduceOnPlateau(factor: 0.5, patience: 2)),
            ("demanding", .reduceOnPlateau(factor: 0.1, patience: 1, threshold: 0.1)),
            ("bounded", .reduceOnPlateau(factor: 0.2, patience: 0, minimum: 0.02)),
        ] as [(String, Schedule)])
    func goldenPlateaus(name: String, schedule: Schedule) throws {
        let golden = try Golden("schedules")
        let losses = try golden["losses"].scalars(as: Double.self)
        for (epoch, rate) in try golden["plateau.\(name)"].scalars(as: Double.self).enumerated() {
            let moment = ScheduleMoment(step: epoch, of: 20, validationLosses: Array(losses[..<epoch]))
            #expect(abs(schedule.rate(base, at: moment) - rate) <= 1e-8, "epoch \(epoch)")
        }
    }

    @Test("a NaN loss is no improvement")
    func lossBeyondMeasure() {
        let schedule = Schedule.reduceOnPlateau(factor: 0.1, patience: 0)
        let moment = ScheduleMoment(step: 3, of: 9, validationLosses: [1, .nan, 0.5])
        #expect(schedule.rate(1, at: moment) == 0.1)
    }

    @Test("a plateau is one above zero and below: the margin is a share of the loss's size")
    func negativePlateaus() {
        func rate(_ losses: [Double], threshold: Double = 0.1) -> Double {
            Schedule.reduceOnPlateau(factor: 0.5, patience: 2, threshold: threshold)
                .rate(1, at: ScheduleMoment(step: 9, of: 9, validationLosses: losses))
        }
        for loss in [2.0, -2, 0] {
            #expect(rate([Double](repeating: loss, count: 3)) == 1)
            #expect(rate([Double](repeating: loss, count: 5)) == 0.5)
        }
        // Lower by less than a tenth of 2, and by more.
        #expect(rate([-2, -2.1, -2.15, -2.19]) == 0.5)
        #expect(rate([-2, -2.1, -2.21, -2.2]) == 1)
        #expect(rate([2, 1.9, 1.85, 1.81]) == 0.5)
        #expect(rate([2, 1.9, 1.79, 1.8]) == 1)
        // A loss that crosses zero has improved.
        #expect(rate([0.1, 0, -0.1, -0.2, -0.3]) == 1)
        // All of the loss's size: the first is still the best so far.
        #expect(rate([-1, -1.5, -1.9], threshold: 1) == 1)
        #expect(rate([-1, -1.5, -1.9, -1.99], threshold: 1) == 0.5)
        #expect(rate([1, 0.5, -0.1, -0.15], threshold: 1) == 1)
    }

    @Test("smooth schedules change within an epoch, steps only at whole ones")
    func fractions() {
        func rate(_ schedule: Schedule, _ epoch: Double, of epochs: Int = 10) -> Double {
            schedule.rate(
                8, at: ScheduleMoment(step: Int(epoch * 100), of: epochs * 100, stepsPerEpoch: 100))
        }
        #expect(rate(.constant, 3.5) == 8)
        #expect(rate(.linear, 2.5) == 6)
        #expect(rate(.inverseTime(decay: 2), 1.5) == 2)
        #expect(rate(.polynomial(power: 2, final: 0.5), 5) == 5)
        #expect(abs(rate(.exponential(factor: 0.25), 0.5) - 4) < 1e-15)
        #expect(abs(rate(.cosine(), 5) - 4) < 1e-15)
        #expect(rate(.step(every: 2, factor: 0.5), 3.99) == 4)
        #expect(rate(.step(every: 2, factor: 0.5), 4) == 2)
        #expect(rate(.milestones([3], factor: 0.5), 2.99) == 8)
    }

    @Test("a sweep goes from one rate to the other whatever the base, equal factors in equal times")
    func rangeTest() {
        let schedule = Schedule.rangeTest(from: 1e-4, to: 1)
        for (step, rate) in [(0, 1e-4), (2, 1e-3), (4, 1e-2), (8, 1)] {
            let found = schedule.rate(7, at: ScheduleMoment(step: step, of: 9, stepsPerEpoch: 3))
            #expect(abs(found - rate) < 1e-14)
        }
    }

    @Test("after warming up, a schedule runs over the rest of the run")
    func warmUp() {
        func rate(_ schedule: Schedule, _ epoch: Double, _ losses: [Double] = []) -> Double {
            schedule.rate(
                1,
                at: ScheduleMoment(step: Int(epoch * 4), of: 40, stepsPerEpoch: 4, validationLosses: losses))
        }
        let linear = Schedule.warmUp(epochs: 1.75, then: .linear)
        #expect([0, 0.75, 1.5].map { rate(linear, $0) } == [0.125, 0.5, 0.875])
        #expect([1.75, 10].map { rate(linear, $0) } == [1, 0])
        #expect(abs(rate(linear, 5) - 20.0 / 33) < 1e-15)
        let step = Schedule.warmUp(epochs: 1.5, then: .step(every: 3, factor: 0.5))
        #expect([4.25, 4.5].map { rate(step, $0) } == [1, 0.5])
        // A warm-up longer than the run never ends.
        #expect(rate(.warmUp(epochs: 19.75, then: .linear), 10) == 41.0 / 80)
        // One that ends before the first step is none.
        #expect(rate(.warmUp(epochs: 0.1, then: .linear), 0) == 1)
    }

    @Test("what the loss did in an epoch of the warm-up does not count, even if that ended within the epoch")
    func plateauAfterWarmUp() {
        func rate(_ warmUp: Double, _ losses: [Double]) -> Double {
            Schedule.warmUp(epochs: warmUp, then: .reduceOnPlateau(factor: 0.5, patience: 0))
                .rate(
                    1,
                    at: ScheduleMoment(step: 16, of: 40, stepsPerEpoch: 4, validationLosses: losses))
        }
        #expect(rate(2, [1, 1, 2, 1.5]) == 1)
        #expect(rate(2, [1, 1, 2, 2]) == 0.5)
        #expect(rate(1.5, [1, 1, 2, 1.5]) == 1)
        #expect(rate(1.5, [1, 1, 2, 2]) == 0.5)
        #expect(rate(1.25, [1, 1, 2, 1.5]) == 1)
    }

    @Test("any function of the moment is a schedule, also after a warm-up")
    func custom() {
        let schedule = Schedule.custom("inverse-square-root") { 1 / Double(1 + $0.step).squareRoot() }
        #expect(schedule.rate(6, at: ScheduleMoment(step: 8, of: 20)) == 2)
        let later = Schedule.warmUp(epochs: 1, then: schedule)
        #expect(later.rate(6, at: ScheduleMoment(step: 11, of: 20, stepsPerEpoch: 3)) == 2)
        #expect("\(later)" == "warm-up:1:custom:inverse-square-root")
        #expect(schedule == .custom("inverse-square-root") { _ in 1 })
        #expect(schedule != .custom("other") { _ in 1 })
        // A text holds no function.
        #expect(throws: (any Error).self) { try Schedule("\(schedule)") }
    }

    @Test("a schedule whose numbers make no sense has no rates")
    func misuse() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Schedule.step(every: 0).rate(1, at: ScheduleMoment(step: 0, of: 1))
        }
        #expect(try #require(result).says("Schedule: step:0: EPOCHS must be 1 or more"))
    }
}
