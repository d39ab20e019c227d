import ChainruleData
import Foundation
import Testing

@Suite("Vocabularies")
struct VocabularyTests {
    @Test("frequent symbols come first, equally frequent ones in their own order, reserved ones before all")
    func counting() {
        let words = "b a c a c d a".split(separator: " ").map(String.init)
        #expect(Vocabulary(counting: words).symbols == ["a", "c", "b", "d"])
        #expect(
            Vocabulary(counting: words, reserved: ["<pad>", "d"]).symbols == ["<pad>", "d", "a", "c", "b"])
        #expect(Vocabulary(counting: words, minimumCount: 2).symbols == ["a", "c"])
        #expect(Vocabulary(counting: words, reserved: ["<pad>"], limit: 2).symbols == ["<pad>", "a"])
        #expect(Vocabulary(counting: []).count == 0)
    }

    @Test("symbols have numbers, others have none")
    func numbers() {
        let vocabulary = Vocabulary(["x", "y"])
        #expect(vocabulary["x"] == 0)
        #expect(vocabulary["y"] == 1)
        #expect(vocabulary["z"] == nil)
    }

    @Test("a vocabulary is stored as its symbols, which must differ")
    func coding() throws {
        let vocabulary = Vocabulary(["ä", "\n", ""])
        let data = try JSONEncoder().encode(vocabulary)
        #expect(try JSONDecoder().decode(Vocabulary.self, from: data) == vocabulary)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Vocabulary.self, from: Data(#"["a", "b", "a"]"#.utf8))
        }
    }
}
