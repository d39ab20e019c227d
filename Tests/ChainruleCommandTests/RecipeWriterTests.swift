import ChainruleCommand
import ChainruleStudio
import Testing

@Suite("Playground page: characters, its network")
struct RecipeWriterTests {
    private let text = String(repeating: "the cat sat on the mat\n", count: 400)

    @Test("it learns a text, and writes it with the cells behind every character")
    func learning() throws {
        let writer = try RecipeWriter(text: text)
        #expect(try writer.train())
        let first = try #require(writer.training)
        #expect(first.step == 10 && first.loss.isFinite)
        while try #require(writer.training).step < 60 { #expect(try writer.train()) }
        #expect(try #require(writer.training).loss < 0.5 * first.loss)
        let written = try writer.write(30, after: "the ", temperature: 0, seed: 0)
        #expect(String(written.characters).hasPrefix("the ") && written.characters.count == 34)
        #expect(written.layerCount == 1 && written.cells.count == 34)
        #expect(written.cells.allSatisfy { $0.count == written.cellCount && $0.allSatisfy { abs($0) <= 1 } })
        #expect(written.finds.contains { $0.property == "position in line" })
    }

    @Test("a character that the text lacks, and a text without any variety, are errors")
    func problems() throws {
        let writer = try RecipeWriter(text: text)
        #expect(throws: (any Error).self) { try writer.write(3, after: "Q", temperature: 1, seed: 0) }
        #expect(throws: (any Error).self) { try RecipeWriter(text: "aaaa") }
    }
}
