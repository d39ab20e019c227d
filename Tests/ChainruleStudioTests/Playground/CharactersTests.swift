import ChainruleStudio
import Testing

@Suite("Playground: characters")
struct CharactersTests {
    /// Repeats its beginning.
    private final class Parrot: WritingNetwork {
        let note: String
        var training: (step: Int, loss: Double)? = (0, 1)

        init(_ note: String) { self.note = note }

        func train() -> Bool {
            training!.step += 10
            return training!.step < 30
        }

        func write(_ count: Int, after prime: String, temperature: Double, seed: UInt64) throws -> ReadText {
            guard prime.allSatisfy(\.isASCII) else { throw PlaygroundError("what is \(prime)?") }
            let characters = Array(prime + String(repeating: "x", count: count))
            return ReadText(
                characters: characters, layerCount: 1, cellCount: 2, cells: characters.map { _ in [-1, 1] },
                finds: [])
        }
    }

    private func experiment(_ settings: CharactersExperiment.Settings = .init()) throws
        -> CharactersExperiment
    {
        try CharactersExperiment(settings) { text in Parrot(text ?? "tales") }
    }

    @Test("the text begins with the prime and follows the settings while the network is trained")
    func writing() throws {
        var settings = CharactersExperiment.Settings()
        (settings.prime, settings.length) = ("ab", 3)
        let experiment = try experiment(settings)
        #expect(
            experiment.frame().characters == ["a", "b", "x", "x", "x"] && experiment.frame().cellCount == 2)
        #expect(try experiment.advance())
        #expect(experiment.frame().step == 10)
        settings.prime = "c"
        #expect(try experiment.adopt(settings))
        #expect(experiment.frame().characters.count == 4 && experiment.frame().step == 10)
        while try experiment.advance() {}
        #expect(experiment.frame().step == 30)
    }

    @Test("a text that is dropped on the page begins a new training, with its own first words")
    func reading() throws {
        let experiment = try experiment()
        #expect(try experiment.advance())
        try experiment.handle(.read(text: "To be\nor not"))
        let frame = experiment.frame()
        #expect(frame.note == "To be\nor not" && frame.step == 0)
        #expect(frame.characters.prefix(5).joined() == "To be")
    }

    @Test("what the network does not know and what is out of bounds is refused")
    func problems() throws {
        var settings = CharactersExperiment.Settings()
        settings.prime = "é"
        #expect(throws: PlaygroundError("what is é?")) { try self.experiment(settings) }
        settings.prime = ""
        settings.temperature = -1
        #expect(throws: PlaygroundError.self) { try self.experiment(settings) }
    }
}
