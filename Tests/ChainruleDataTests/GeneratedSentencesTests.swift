import ChainruleData
import Testing

@Suite("Generated sentences") struct GeneratedSentencesTests {
    @Test("of opinions follow from the seed, and those of the two parts differ")
    func opinions() {
        let some = Opinions.make(40, seed: 3)
        #expect(some == Opinions.make(60, seed: 3).subset(0..<40))
        #expect(some != Opinions.make(40, seed: 4))
        #expect(some.texts != Opinions.make(40, part: .validation, seed: 3).texts)
        let shown = Set(Opinions.make(300, part: .validation).texts)
        #expect(Opinions.make(300, part: .validation, unlike: shown).texts.allSatisfy { !shown.contains($0) })
        for text in some.texts {
            #expect(WordTokenizer.tokens(of: text).joined(separator: " ") == text)
        }
    }

    @Test("of opinions cannot be told by counting good and bad words")
    func balance() {
        let sentences = Opinions.make(4000)
        #expect(abs(sentences.labels.count { $0 == 1 } - 2000) < 150)
        // Each is as frequent among positive as among negative sentences, give or take four deviations.
        for word in ["good", "bad", "gripping", "dull", "not", "but", "although"] {
            let labels = zip(sentences.texts, sentences.labels)
                .filter { $0.0.split(separator: " ").contains(Substring(word)) }.map(\.1)
            let positive = Double(labels.count { $0 == 1 })
            let deviation = Double(labels.count).squareRoot() / 2
            #expect(labels.count > 50 && abs(positive - Double(labels.count) / 2) < 4 * deviation, "\(word)")
        }
    }

    @Test("with parts of speech follow from the seed, and every sentence has one reading")
    func partsOfSpeech() {
        let some = PartsOfSpeech.make(40, seed: 3)
        #expect(some == PartsOfSpeech.make(60, seed: 3).subset(0..<40))
        #expect(some.words != PartsOfSpeech.make(40, part: .validation, seed: 3).words)
        let sentences = PartsOfSpeech.make(20_000)
        var readings: [[String]: [Int32]] = [:]
        var tags: [String: Set<Int32>] = [:]
        for (words, reading) in zip(sentences.words, sentences.tags) {
            #expect(readings.updateValue(reading, forKey: words) ?? reading == reading)
            for (word, tag) in zip(words, reading) { tags[word, default: []].insert(tag) }
        }
        let ambiguous = sentences.words.joined().count { tags[$0]!.count > 1 }
        let all = sentences.words.joined().count { _ in true }
        #expect(Double(ambiguous) / Double(all) > 0.4)
        #expect(Set(sentences.tags.joined()).count == PartsOfSpeech.tagNames.count)
        #expect(sentences.words.allSatisfy { $0.last == "." })
    }
}
