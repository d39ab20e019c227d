import Chainrule

/// Writes words into a color image, in capital letters of 3 × 5 dots.
struct PixelText {
    /// The pixels of a dot along each axis.
    private static let dot = 2
    /// The rows that a word takes, with a margin below.
    static let lineHeight = 6 * dot

    private var levels: [Float]
    private let height, width: Int

    /// - Parameter image: `[3, height, width]` with levels from 0 to 1.
    init(_ image: Tensor) {
        levels = image.scalars(as: Float.self)
        (height, width) = (image.shape[1], image.shape[2])
    }

    /// The image `[3, height, width]` with all that was written.
    var image: Tensor { Tensor(levels, shape: [3, height, width]) }

    /// Writes a word; what is beyond the edges is left out, and so are characters that it does not know.
    mutating func write(_ word: String, left: Int, top: Int, color: [Float]) {
        for (place, character) in word.uppercased().enumerated() {
            for (row, dots) in (Self.rows[character] ?? []).enumerated() {
                for column in 0..<3 where dots & (4 >> column) != 0 {
                    fill(left: left + (4 * place + column) * Self.dot, top: top + row * Self.dot, color)
                }
            }
        }
    }

    private mutating func fill(left: Int, top: Int, _ color: [Float]) {
        for row in max(0, top)..<max(0, min(height, top + Self.dot)) {
            for column in max(0, left)..<max(0, min(width, left + Self.dot)) {
                for channel in 0..<3 { levels[(channel * height + row) * width + column] = color[channel] }
            }
        }
    }

    /// The five rows of each character, of which the left dot counts 4 and the right one 1.
    private static let rows: [Character: [Int]] = [
        "A": [2, 5, 7, 5, 5], "B": [6, 5, 6, 5, 6], "C": [3, 4, 4, 4, 3], "D": [6, 5, 5, 5, 6],
        "E": [7, 4, 6, 4, 7], "F": [7, 4, 6, 4, 4], "G": [3, 4, 5, 5, 3], "H": [5, 5, 7, 5, 5],
        "I": [7, 2, 2, 2, 7], "J": [1, 1, 1, 5, 2], "K": [5, 5, 6, 5, 5], "L": [4, 4, 4, 4, 7],
        "M": [5, 7, 7, 5, 5], "N": [6, 5, 5, 5, 5], "O": [2, 5, 5, 5, 2], "P": [6, 5, 6, 4, 4],
        "Q": [2, 5, 5, 6, 3], "R": [6, 5, 6, 5, 5], "S": [3, 4, 2, 1, 6], "T": [7, 2, 2, 2, 2],
        "U": [5, 5, 5, 5, 7], "V": [5, 5, 5, 5, 2], "W": [5, 5, 7, 7, 5], "X": [5, 5, 2, 5, 5],
        "Y": [5, 5, 2, 2, 2], "Z": [7, 1, 2, 4, 7], "0": [7, 5, 5, 5, 7], "1": [2, 6, 2, 2, 7],
        "2": [6, 1, 2, 4, 7], "3": [6, 1, 2, 1, 6], "4": [5, 5, 7, 1, 1], "5": [7, 4, 6, 1, 6],
        "6": [3, 4, 7, 5, 7], "7": [7, 1, 1, 2, 2], "8": [7, 5, 7, 5, 7], "9": [7, 5, 7, 1, 6],
        "-": [0, 0, 7, 0, 0], "/": [1, 1, 2, 4, 4], ".": [0, 0, 0, 0, 2], ",": [0, 0, 0, 2, 4],
        "'": [2, 2, 0, 0, 0],
    ]
}
