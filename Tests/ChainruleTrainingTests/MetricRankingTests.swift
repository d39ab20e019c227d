import Chainrule
import ChainruleTraining
import Foundation
import Testing

@Suite("Area under the ROC") struct MetricRankingTests {
    @Test("is the share of pairs in the right order, equal ones counting half, worked by hand")
    func byHand() {
        func area(_ scores: [Float], _ labels: [Int32]) -> Double? {
            ROCAUC().value(over: predictions(scores.map { [$0] }, labels))
        }
        #expect(area([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]) == 0.75)
        #expect(area([1, 2, 3, 4], [1, 1, 0, 0]) == 0)
        #expect(area([5, 5, 5], [0, 1, 0]) == 0.5)
        // Of six pairs four are in order and one is equal.
        #expect(area([1, 2, 2, 3, 0], [0, 0, 1, 1, 0]) == 5.5 / 6)
    }

    @Test("has no value while only one class occurs, and is NaN if a score is")
    func undefined() {
        #expect(ROCAUC().value(over: predictions([[1], [2]], [1, 1])) == nil)
        #expect(ROCAUC().value(over: predictions([[1, 2], [2, 0]], [0, 0])) == nil)
        #expect(ROCAUC().value(over: predictions([[.nan], [2]], [0, 1]))?.isNaN == true)
    }

    @Test("of two classes depends on the difference of the scores")
    func twoScores() throws {
        let samples = MetricSamples(count: 80, width: 2, seed: 4)
        // Differences of tenths that look equal may differ in the last bit; those of whole numbers are equal.
        let scores = samples.scores.map { $0.map { ($0 * 10).rounded() } }
        let expected = pairShare(scores.map { Double($0[1] - $0[0]) }, samples.labels.map { $0 == 1 })
        let value = try #require(ROCAUC().value(over: predictions(scores, samples.labels)))
        #expect(abs(value - expected) < 1e-14)
    }

    @Test("of many classes is the mean over classes, each against the rest by its softmax")
    func manyClasses() throws {
        let samples = MetricSamples(count: 120, width: 5, seed: 2)
        let probabilities = samples.scores.map { row in
            let powers = row.map { exp(Double($0)) }
            return powers.map { $0 / powers.reduce(0, +) }
        }
        let expected = (0..<5).reduce(0.0) { sum, label in
            // Rounded, so that probabilities that are equal but for the order of a sum count as equal.
            let scores = probabilities.map { ($0[label] * 1e12).rounded() }
            return sum + pairShare(scores, samples.labels.map { $0 == label }) / 5
        }
        let value = try #require(samples.value(of: ROCAUC(), batches: [120], labeled: true))
        #expect(abs(value - expected) < 1e-4)
    }

    @Test("passes over classes that do not occur")
    func absentClasses() {
        let scores: [[Float]] = [[3, 0, 9], [1, 2, 9], [2, 1, 9]]
        #expect(ROCAUC().value(over: predictions(scores, [0, 1, 0])) == 1)
    }

    @Test("tells confident scores apart that have the same softmax in float32")
    func confidentScores() {
        let scores: [[Float]] = [[0, 40, 0], [0, 60, 0], [0, 50, 0], [0, 30, 0]]
        let value = ROCAUC().value(over: predictions(scores, [1, 1, 0, 0]))
        // Class 1 has pairs (40, 50) wrong and three right; so has class 0, whose odds fall as its rival rises.
        #expect(value == 0.75)
    }

    @Test("is that of the scores' order, however far apart they are", arguments: [1, 1e3, 1e30] as [Float])
    func distantScores(scale: Float) {
        let scores: [[Float]] = [[0, 0.8], [0, 0.85], [0, 0.9], [0, 1]].map { $0.map { $0 * scale } }
        #expect(ROCAUC().value(over: predictions(scores, [0, 0, 1, 1])) == 1)
        #expect(ROCAUC().value(over: predictions(scores.map { $0.reversed() }, [0, 0, 1, 1])) == 0)
    }

    @Test("of many classes is exact where every softmax rounds to 0 or 1", arguments: [1e3, 1e30] as [Float])
    func distantClasses(scale: Float) throws {
        var stream = RandomStream(seed: 8)
        let scores = (0..<40).map { _ in (0..<4).map { _ in Float(stream.integer(below: 1000)) * scale } }
        let labels = scores.indices.map { Int32($0 % 4) }
        // So far apart, the odds of a class against the rest are those against the largest other score.
        let expected = (0..<4).reduce(0.0) { sum, label in
            let odds = scores.map { row in
                Double(row[label])
                    - Double(row.enumerated().filter { $0.offset != label }.map(\.element).max()!)
            }
            return sum + pairShare(odds, labels.map { $0 == label }) / 4
        }
        let value = try #require(ROCAUC().value(over: predictions(scores, labels)))
        #expect(abs(value - expected) < 1e-12)
    }

    @Test("tells odds apart that differ by less than their last digit, and knows infinities")
    func lastDigits() {
        let close: [[Float]] = [[1, 1e30], [0, 1e30], [-1, 1e30]]
        #expect(ROCAUC().value(over: predictions(close, [0, 0, 1])) == 1)
        #expect(ROCAUC().value(over: predictions(close, [1, 0, 0])) == 0)
        let infinite: [[Float]] = [[.infinity, 0], [.infinity, .infinity], [0, .infinity]]
        #expect(ROCAUC().value(over: predictions(infinite, [0, 1, 1])) == 1)
        #expect(ROCAUC().value(over: predictions(infinite, [0, 0, 1])) == 1)
        let hopeless: [[Float]] = [[0, -.infinity, 1], [1, -.infinity, 0], [0, 2, 0]]
        #expect(ROCAUC().value(over: predictions(hopeless, [0, 0, 1])) == 1)
    }

    /// Counts all pairs of an example that is positive and one that is not.
    private func pairShare(_ scores: [Double], _ isPositive: [Bool]) -> Double {
        var (right, pairs) = (0.0, 0.0)
        for i in scores.indices where isPositive[i] {
            for j in scores.indices where !isPositive[j] {
                pairs += 1
                right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0
            }
        }
        return right / pairs
    }
}
