import ChainruleTraining
import Foundation
import Testing

@Suite struct ConfusionMatrixTests {
    @Test("counts what was taken for what, and shows each class's share")
    func counting() {
        var confusion = ConfusionMatrix(classCount: 3)
        #expect(confusion.accuracy == 0)
        confusion.add(truth: [0, 0, 1, 2, 2, 2], predictions: [0, 1, 1, 2, 2, 0])
        #expect(confusion.counts == [[1, 1, 0], [0, 1, 0], [1, 0, 2]])
        #expect(confusion.correct == 4 && confusion.total == 6)
        #expect(
            confusion.table(classNames: ["cat", "dog", "fox"]) == """
                true │ cat dog fox
                ─────┼─────────────────────
                 cat │   1   1   ·  50.00 %
                 dog │   ·   1   · 100.00 %
                 fox │   1   ·   2  66.67 %
                """)
    }

    @Test("a class without examples has no share, and long names and counts fit their columns")
    func widths() {
        var confusion = ConfusionMatrix(classCount: 2)
        confusion.add(
            truth: Array(repeating: 0, count: 1234), predictions: Array(repeating: 1, count: 1234))
        #expect(
            confusion.table(classNames: ["shirt", "bag"]) == """
                 true │ shirt   bag
                ──────┼─────────────────────
                shirt │     ·  1234   0.00 %
                  bag │     ·     ·     none
                """)
    }

    @Test("knows which classes are confused most often; of equals the first")
    func mostConfused() {
        var confusion = ConfusionMatrix(classCount: 3)
        #expect(confusion.mostConfused(2) == [])
        confusion.add(truth: [0, 0, 1, 2, 2, 2], predictions: [0, 1, 1, 0, 2, 0])
        confusion.add(truth: [1, 1, 1], predictions: [1, 1, 2])
        let pairs = confusion.mostConfused(5).map { [$0.truth, $0.prediction, $0.count] }
        #expect(pairs == [[2, 0, 2], [0, 1, 1], [1, 2, 1]])
        #expect(confusion.mostConfused(1).map(\.count) == [2])
    }

    @Test("is not read back with counts that cannot be added up", arguments: ["\(Int.max)", "-1"])
    func impossibleCounts(_ count: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(
                ConfusionMatrix.self, from: Data("{\"counts\": [[0, \(count)], [0, 0]]}".utf8))
        }
    }

    @Test(
        "percentages round to hundredths",
        arguments: [(0.97534, "97.53 %"), (0.1, "10.00 %"), (1, "100.00 %")])
    func percentages(_ share: Double, _ text: String) { #expect(percent(share) == text) }
}
