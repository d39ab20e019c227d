import Chainrule

/// Draws the weights of attention between two texts: a row for each character that was written, a column for each that was read.
struct AttentionDrawing {
    /// The characters that were read.
    let source: [Character]
    /// The characters that were written; the end of the text comes after them.
    let target: [Character]
    /// The weight of each character of the source for each of the target, and for the end.
    let weights: [[Float]]

    /// The weights as shades below the characters of the source; as wide as the source.
    var text: String {
        let shades = Array(" ░▒▓█")
        let rows = zip(target + ["⏎"], weights).map { symbol, row in
            "\(symbol) "
                + String(row.map { shades[min(shades.count - 1, Int($0 * Float(shades.count)))] })
        }
        return (["  " + String(source)] + rows).joined(separator: "\n")
    }

    private static let cell = 10
    private static let height = 14

    /// The weights as a picture `[3, height, width]`: the whiter, the larger, with the characters above and to the left.
    var image: Tensor {
        let (rows, columns) = (weights.count + 1, source.count + 1)
        let (height, width) = (rows * Self.height, columns * Self.cell)
        var levels = [Float](repeating: 0, count: 3 * height * width)
        for (row, weights) in weights.enumerated() {
            for (column, weight) in weights.enumerated() {
                for y in (row + 1) * Self.height..<(row + 2) * Self.height - 1 {
                    for x in (column + 1) * Self.cell..<(column + 2) * Self.cell - 1 {
                        for channel in 0..<3 { levels[(channel * height + y) * width + x] = weight }
                    }
                }
            }
        }
        var picture = PixelText(Tensor(levels, shape: [3, height, width]))
        func label(_ character: Character, row: Int, column: Int) {
            picture.write(
                String(character), left: column * Self.cell + 2, top: row * Self.height + 2,
                color: [1, 0.8, 0.2])
        }
        for (column, character) in source.enumerated() { label(character, row: 0, column: column + 1) }
        for (row, character) in target.enumerated() { label(character, row: row + 1, column: 0) }
        return picture.image
    }
}
