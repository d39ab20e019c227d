import Chainrule
import ChainruleTraining
import Foundation
import Testing

@Suite("Learning-rate range") struct ScheduleRangeTests {
    /// 100 steps from 1e-5 to 10.
    private let rates = (0..<100).map { pow(10, -5 + 6 * Double($0) / 99) }

    /// Falls from 2.3 to 0.3 around the rate 1e-2, and rises above 0.3 from somewhat below the rate 1 on.
    private func loss(_ rate: Double) -> Double {
        0.3 + 2 / (1 + pow(rate / 1e-2, 2)) + 3 * pow(rate, 2)
    }

    @Test("the steepest rate and the exploding one are those of the curve")
    func smoothCurve() throws {
        let range = try #require(LearningRateRange(rates: rates, losses: rates.map(loss)))
        // The logistic curve is steepest where it has fallen halfway.
        #expect(abs(log10(range.steepest / 1e-2)) < 0.1)
        // 0.3 + 3r² = 2.3.
        #expect(abs(log10(try #require(range.explosion) / (2.0 / 3).squareRoot())) < 0.1)
        #expect(range.suggestion == range.steepest)
        #expect(range.smoothed.count == 100)
    }

    @Test("noise does not move them far")
    func noise() throws {
        var stream = RandomStream(seed: 5)
        let noisy = rates.map { loss($0) + stream.normal(deviation: 0.1) }
        let range = try #require(LearningRateRange(rates: rates, losses: noisy))
        #expect(abs(log10(range.steepest / 1e-2)) < 0.5)
        #expect(abs(log10(try #require(range.explosion) / (2.0 / 3).squareRoot())) < 0.2)
    }

    @Test("the suggestion is a tenth of the exploding rate where that comes soon after the steepest")
    func suddenExplosion() throws {
        let losses = rates.map { $0 < 0.02 ? loss($0) : .nan }
        let range = try #require(LearningRateRange(rates: rates, losses: losses))
        let first = try #require(rates.first { $0 >= 0.02 })
        #expect(range.explosion == first)
        #expect(range.suggestion == first / 10)
        #expect(range.smoothed.count == losses.count { !$0.isNaN })
    }

    @Test("the loss's level and scale have no influence")
    func units() throws {
        let range = try #require(LearningRateRange(rates: rates, losses: rates.map(loss)))
        let other = try #require(LearningRateRange(rates: rates, losses: rates.map { 100 * loss($0) - 7 }))
        #expect((other.steepest, other.explosion) == (range.steepest, range.explosion))
    }

    @Test("a test that ends while the loss falls has seen no explosion")
    func endless() throws {
        let range = try #require(LearningRateRange(rates: rates, losses: rates.map { 1 / (1 + $0) }))
        #expect(range.explosion == nil)
        #expect(range.suggestion == range.steepest)
    }

    @Test("a loss that never falls, or is NaN from the start, suggests nothing")
    func nothing() {
        #expect(LearningRateRange(rates: rates, losses: rates) == nil)
        #expect(LearningRateRange(rates: rates, losses: rates.map { _ in 1 }) == nil)
        #expect(LearningRateRange(rates: rates, losses: rates.map { _ in .infinity }) == nil)
        #expect(LearningRateRange(rates: [], losses: []) == nil)
        #expect(LearningRateRange(rates: [1, 2], losses: [2, 1]) == nil)
    }
}
