import Chainrule

/// The page of characters: a recurrent network writes, and its memory cells glow.
package final class CharactersExperiment: PlaygroundExperiment {
    /// Makes the network: of a text of one's own, or the usual one for nil.
    package typealias Source = @Sendable (_ text: String?) throws -> any WritingNetwork

    package struct Settings: PlaygroundSettings {
        /// What the text begins with.
        package var prime = "Ada "
        /// How many characters are written behind it.
        package var length = 400
        package var temperature = 0.6
        package var seed: UInt64 = 0
        /// The layer of the cell that colors the text, counted from 1.
        package var layer = 1
        /// The number of the cell in its layer, counted from 0.
        package var cell = 0

        package init() {}
    }

    /// What else the page asks for.
    package enum Command: Decodable {
        /// To train a new network on a text that was dropped on the page.
        case read(text: String)
    }

    package struct Frame: Encodable {
        package let note: String
        /// Nil for a network that is not trained any more.
        package let step: Int?
        package let loss: Double?
        let losses: ThinnedCurve
        package let characters: [String]
        package let layerCount: Int
        package let cellCount: Int
        /// Behind every character, the cells of one layer after the other; 0 for −1, 255 for 1.
        let cells: PackedBytes
        let finds: [ReadText.Find]
    }

    private static let mostText = 1_000_000

    private let source: Source
    private var network: any WritingNetwork
    private var settings: Settings
    private var losses = ThinnedCurve(count: 1)
    private var text: ReadText

    package init(_ settings: Settings, _ source: @escaping Source) throws {
        try settings.checkAll()
        (self.settings, self.source) = (settings, source)
        network = try source(nil)
        text = try network.write(settings)
    }

    package func frame() -> Frame {
        Frame(
            note: network.note, step: network.training?.step, loss: network.training?.loss, losses: losses,
            characters: text.characters.map(String.init), layerCount: text.layerCount,
            cellCount: text.cellCount, cells: PackedBytes(Array(text.cells.joined()), in: -1...1),
            finds: text.finds)
    }

    package func advance() throws -> Bool {
        guard network.training != nil else { return false }
        let hasMore = try network.train()
        if let (step, loss) = network.training { losses.add(step, [Float(loss)]) }
        text = try network.write(settings)
        return hasMore
    }

    package func handle(_ command: Command) throws {
        switch command {
        case .read(let text):
            guard text.utf8.count <= Self.mostText else {
                throw PlaygroundError(
                    "the text has \(text.utf8.count) bytes, expected \(Self.mostText) at most")
            }
            let new = try source(text)
            settings.prime = String(text.prefix { !$0.isNewline }.prefix(12))
            (network, losses) = (new, ThinnedCurve(count: 1))
        }
        text = try network.write(settings)
    }

    package func adopt(_ settings: Settings) throws -> Bool {
        try settings.checkAll()
        let isSameText = settings.textual == self.settings.textual
        self.settings = settings
        if !isSameText { text = try network.write(settings) }
        return true
    }
}

extension WritingNetwork {
    fileprivate func write(_ settings: CharactersExperiment.Settings) throws -> ReadText {
        try write(
            settings.length, after: settings.prime, temperature: settings.temperature, seed: settings.seed)
    }
}

extension CharactersExperiment.Settings {
    private static let longestPrime = 1000

    /// The settings without the choice of a cell, on which the text does not depend.
    fileprivate var textual: Self {
        var copy = self
        (copy.layer, copy.cell) = (0, 0)
        return copy
    }

    fileprivate func checkAll() throws(PlaygroundError) {
        try check(length, within: 1...2000, "length of the text", setting: "length")
        try check(temperature, within: 0...5, "temperature", setting: "temperature")
        try check(layer, within: 1...100, "layer", setting: "layer")
        try check(cell, within: 0...100_000, "number of the cell", setting: "cell")
        guard prime.unicodeScalars.count <= Self.longestPrime else {
            throw PlaygroundError(
                "the beginning has \(prime.unicodeScalars.count) characters, expected \(Self.longestPrime) at most",
                setting: "prime")
        }
    }
}
