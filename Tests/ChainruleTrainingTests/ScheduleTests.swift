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
            let moment = ScheduleMoment(epoch: Double(epoch), epochs: 12)
            #expect(abs(schedule.rate(base, at: moment) - rate) < 1e-14, "epoch \(epoch)")
        }
    }

    // PyTorch's first phase ends one step before its share of all steps, and the first step is step 0.
    @Test(
        "one cycle follows PyTorch's scheduler",
        arguments: [
            ("one_cycle", .oneCycle(warmUp: (0.3 * 21 - 1) / 20)),
            ("steep_cycle", .oneCycle(warmUp: (0.5 * 21 - 1) / 20, start: 0.1, final: 0.002)),
        ] as [(String, Schedule)])
    func goldenCycle(name: String, schedule: Schedule) throws {
        let expected = try Golden("schedules")[name].scalars(as: Double.self)
        for (step, rate) in expected.enumerated() {
            let moment = ScheduleMoment(epoch: Double(step) / 4, epochs: 5)
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
            let moment = ScheduleMoment(
                epoch: Double(epoch), epochs: 20, validationLosses: Array(losses[..<epoch]))
            #expect(abs(schedule.rate(base, at: moment) - rate) <= 1e-8, "epoch \(epoch)")
        }
    }

    @Test("a loss that is no number is no improvement")
    func lossBeyondMeasure() {
        let schedule = Schedule.reduceOnPlateau(factor: 0.1, patience: 0)
        let moment = ScheduleMoment(epoch: 3, epochs: 9, validationLosses: [1, .nan, 0.5])
        #expect(schedule.rate(1, at: moment) == 0.1)
    }

    @Test("smooth schedules change within an epoch, steps only at whole ones")
    func fractions() {
        func rate(_ schedule: Schedule, _ epoch: Double, of epochs: Int = 10) -> Double {
            schedule.rate(8, at: ScheduleMoment(epoch: epoch, epochs: epochs))
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
        #expect(rate(.oneCycle(warmUp: 0, start: 0.1, final: 0.5), 0) == 8)
        #expect(rate(.oneCycle(warmUp: 1, start: 0.5), 10) == 8)
    }

    @Test("a sweep goes from one rate to the other whatever the base, equal factors in equal times")
    func rangeTest() {
        let schedule = Schedule.rangeTest(from: 1e-4, to: 1)
        for (epoch, rate) in [(0.0, 1e-4), (0.5, 1e-3), (1, 1e-2), (2, 1)] {
            let found = schedule.rate(7, at: ScheduleMoment(epoch: epoch, epochs: 2))
            #expect(abs(found - rate) < 1e-14)
        }
    }

    @Test("after warming up, a schedule runs over the rest of the run")
    func warmUp() {
        func rate(_ schedule: Schedule, _ epoch: Double, _ losses: [Double] = []) -> Double {
            schedule.rate(1, at: ScheduleMoment(epoch: epoch, epochs: 10, validationLosses: losses))
        }
        let linear = Schedule.warmUp(epochs: 2, then: .linear)
        #expect([0, 1, 2, 6, 10].map { rate(linear, $0) } == [0, 0.5, 1, 0.5, 0])
        let cycle = Schedule.warmUp(epochs: 0.5, then: .oneCycle(start: 0.25))
        #expect(abs(rate(cycle, 0.25) - 0.125) < 1e-15)
        let step = Schedule.warmUp(epochs: 1.5, then: .step(every: 3, factor: 0.5))
        #expect([4.25, 4.5].map { rate(step, $0) } == [1, 0.5])
        // What the loss did while the rate rose does not count.
        let plateau = Schedule.warmUp(epochs: 2, then: .reduceOnPlateau(factor: 0.5, patience: 0))
        #expect(rate(plateau, 4, [1, 1, 2, 1.5]) == 1)
        #expect(rate(plateau, 4, [1, 1, 2, 2]) == 0.5)
        // A warm-up longer than the run never ends.
        #expect(rate(.warmUp(epochs: 20, then: .linear), 10) == 0.5)
    }

    @Test("a schedule whose numbers make no sense has no rates")
    func misuse() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Schedule.step(every: 0).rate(1, at: ScheduleMoment(epoch: 0, epochs: 1))
        }
        #expect(try #require(result).says("Schedule: step:0: EPOCHS must be 1 or more"))
    }
}
