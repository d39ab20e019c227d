import Chainrule

/// What the memory cells of a recurrent network hold while it reads a text.
///
/// ```swift
/// let read = try SavedRun("runs/char-rnn").writer().cells(over: text, source: "page.txt")
/// if let (cell, correlation) = read?.bestCell(for: .linePosition) { print(cell, correlation) }
/// ```
///
/// Source: Karpathy, Johnson and Fei-Fei, "Visualizing and understanding recurrent networks", 2015.
public struct CellActivations: Sendable {
    /// The characters of the text.
    public let characters: [Character]
    /// The number of layers.
    public let layerCount: Int
    /// The number of cells of a layer.
    public let cellCount: Int
    /// Behind every character, the cells of one layer after the other.
    package let values: [[Float]]

    /// A memory cell.
    public struct Cell: Sendable, Equatable, CustomStringConvertible {
        /// Counted from 1, from the input on.
        public let layer: Int
        /// The place in its layer, counted from 0.
        public let number: Int

        public init(layer: Int, number: Int) { (self.layer, self.number) = (layer, number) }

        /// As in `layer 1, cell 37`.
        public var description: String { "layer \(layer), cell \(number)" }
    }

    /// - Parameters:
    ///   - characters: the characters of a text.
    ///   - cells: `[layers, 1, cells]` behind each.
    init(_ characters: [Character], _ cells: [Tensor]) {
        self.characters = characters
        (layerCount, cellCount) = cells.first.map { ($0.shape[0], $0.shape[2]) } ?? (0, 0)
        values = cells.map { $0.scalars() }
    }

    /// What a cell holds behind every character, from −1 to 1.
    ///
    /// - Precondition: there is such a cell.
    public func values(of cell: Cell) -> [Float] {
        require(contains(cell), "CellActivations: no \(cell) in \(layerCount) layers of \(cellCount)")
        let place = (cell.layer - 1) * cellCount + cell.number
        return values.map { $0[place] }
    }

    /// Whether there is such a cell.
    public func contains(_ cell: Cell) -> Bool {
        (1...max(1, layerCount)).contains(cell.layer) && (0..<cellCount).contains(cell.number)
    }

    /// The cell whose values go most closely with a property, up or down, and their correlation (Pearson's), from −1 to 1.
    ///
    /// Nil if the property is the same everywhere in the text.
    public func bestCell(for property: TextProperty) -> (cell: Cell, correlation: Double)? {
        let target = Deviations(property.values(over: characters))
        guard target.norm > 0 else { return nil }
        let all = (0..<layerCount * cellCount).map { place in
            let own = Deviations(values.map { Double($0[place]) })
            let product = zip(own.values, target.values).reduce(0) { $0 + $1.0 * $1.1 }
            return own.norm == 0 ? 0 : product / (own.norm * target.norm)
        }
        return all.indices.max { abs(all[$0]) < abs(all[$1]) }.map { place in
            (Cell(layer: place / cellCount + 1, number: place % cellCount), all[place])
        }
    }
}

/// Numbers as their differences from their mean.
private struct Deviations {
    let values: [Double]
    let norm: Double

    init(_ numbers: [Double]) {
        let mean = numbers.reduce(0, +) / Double(max(1, numbers.count))
        values = numbers.map { $0 - mean }
        norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
}
