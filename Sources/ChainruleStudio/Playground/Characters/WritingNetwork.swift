/// A network that writes texts, as the page of characters drives it.
package protocol WritingNetwork: AnyObject {
    /// What it is and what it reads, in a sentence.
    var note: String { get }
    /// The steps of training so far, and the loss of the last ones, in nats per character; nil for a network that is not trained any more.
    var training: (step: Int, loss: Double)? { get }

    /// Trains for a part of a second.
    ///
    /// - Returns: whether there is more to do.
    func train() throws -> Bool

    /// Writes behind a beginning.
    ///
    /// - Throws: an error that says what is wrong with the beginning, if anything.
    func write(_ count: Int, after prime: String, temperature: Double, seed: UInt64) throws -> ReadText
}

/// A text, with what the memory cells of a network held behind each of its characters.
package struct ReadText: Sendable {
    package let characters: [Character]
    package let layerCount: Int
    /// The cells of a layer.
    package let cellCount: Int
    /// Behind every character, from −1 to 1, the cells of one layer after the other.
    package let cells: [[Float]]
    /// Cells that go with something one can name, such as the position in the line.
    package let finds: [Find]

    /// A cell whose values go with a property of the text.
    package struct Find: Encodable, Sendable {
        package let property: String
        /// Counted from 1.
        package let layer: Int
        /// Counted from 0.
        package let cell: Int
        /// Pearson's, from −1 to 1.
        package let correlation: Double

        package init(property: String, layer: Int, cell: Int, correlation: Double) {
            (self.property, self.layer, self.cell) = (property, layer, cell)
            self.correlation = correlation
        }
    }

    package init(
        characters: [Character], layerCount: Int, cellCount: Int, cells: [[Float]], finds: [Find]
    ) {
        (self.characters, self.layerCount, self.cellCount) = (characters, layerCount, cellCount)
        (self.cells, self.finds) = (cells, finds)
    }
}
