import Chainrule
import ChainruleRecipes
import Testing

@Suite("Drawing characters") struct TextSamplingTests {
    private let scores: [Float] = [0, 2, 1, 2, -1]

    /// How often each place is drawn.
    private func counts(_ sampling: TextSampling, of scores: [Float], draws: Int = 4000) -> [Int] {
        var random = RandomStream(seed: 1)
        var counts = [Int](repeating: 0, count: scores.count)
        for _ in 0..<draws { counts[sampling.draw(from: scores, using: &random)] += 1 }
        return counts
    }

    @Test("at temperature 0 takes the likeliest, of equal ones the first")
    func greedy() {
        #expect(counts(TextSampling(temperature: 0), of: scores, draws: 10) == [0, 10, 0, 0, 0])
        #expect(counts(TextSampling(topK: 1), of: scores, draws: 10) == [0, 10, 0, 0, 0])
        #expect(counts(TextSampling(temperature: 0), of: [.nan, 1, .nan], draws: 2) == [0, 2, 0])
    }

    @Test("follows the probabilities, sharpened or flattened by the temperature")
    func temperature() {
        for temperature in [0.5, 1, 2] {
            let weights = scores.map { exp(Tensor(Double($0) / temperature)).item() }
            let found = counts(TextSampling(temperature: temperature), of: scores)
            for (count, weight) in zip(found, weights) {
                let expected = 4000 * weight / weights.reduce(0, +)
                // Five standard deviations.
                #expect(abs(Double(count) - expected) < 5 * max(1, expected.squareRoot()))
            }
        }
    }

    @Test("leaves out all but the K likeliest, and all beyond the probability P")
    func limits() {
        #expect(counts(TextSampling(topK: 3), of: scores).map { $0 > 0 } == [false, true, true, true, false])
        // The two likeliest have 0.36 each.
        #expect(
            counts(TextSampling(topP: 0.3), of: scores).map { $0 > 0 } == [false, true, false, false, false])
        #expect(
            counts(TextSampling(topP: 0.7), of: scores).map { $0 > 0 } == [false, true, false, true, false])
        #expect(counts(TextSampling(topP: 1), of: scores).allSatisfy { $0 > 0 })
    }
}

@Suite("Properties of texts") struct TextPropertyTests {
    @Test("are known behind every character")
    func values() {
        let text = "a \"b\"\n\t  c\n"
        #expect(TextProperty.linePosition.values(over: text) == [1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 0])
        #expect(TextProperty.quotation.values(over: text) == [0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0])
        #expect(TextProperty.indentation.values(over: text) == [0, 0, 0, 0, 0, 0, 4, 5, 6, 6, 0])
        #expect(TextProperty.quotation.values(over: "“a” «b»") == [1, 1, 0, 0, 1, 1, 0])
    }

    @Test("A colored text shows its numbers, and its HTML no markup of the text's own")
    func colors() {
        let text = ColoredText(Array("a<b\n"), [-1, 0, 0, 1])
        #expect(text.terminalText.hasPrefix("\u{1B}[48;2;80;80;255;38;2;0;0;0ma\u{1B}[0m"))
        #expect(text.terminalText.hasSuffix("\u{1B}[0m\n"))
        let page = ColoredText.page(title: "cells & \"text\"", [("layer 1", text)])
        #expect(page.contains("<title>cells &amp; &quot;text&quot;</title>"))
        #expect(page.contains("<span style=\"background:rgb(255,255,255)\">&lt;b</span>"))
        #expect(!page.contains("http") && !page.contains("src="))
    }
}
