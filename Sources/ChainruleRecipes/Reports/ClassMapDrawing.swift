import Chainrule

/// Draws maps of the classes of pixels, with characters and in color.
enum ClassMapDrawing {
    private static let gap = 4

    /// The right and the predicted map of a square image side by side: an initial for every pixel or block of pixels, a dot
    /// for class 0.
    ///
    /// - Parameters:
    ///   - truth: the right classes, row by row.
    ///   - prediction: the predicted ones.
    ///   - side: the rows, and columns, of the image.
    ///   - classNames: the names of the classes.
    ///   - width: the columns of a line.
    static func pair(
        truth: [Int32], _ prediction: [Int32], side: Int, classNames: [String], width: Int
    ) -> String {
        // A character is about twice as high as it is wide.
        let block = max(1, (2 * side + max(1, width - gap) - 1) / max(1, width - gap))
        let initials = classNames.enumerated().map { $0 == 0 ? "·" : $1.prefix(1) }
        func lines(_ title: String, _ map: [Int32]) -> [String] {
            let rows = stride(from: 0, to: side, by: 2 * block).map { row in
                stride(from: 0, to: side, by: block).map { column in
                    String(initials[Int(map[row * side + column])])
                }.joined()
            }
            return [title.rightPadded(to: (side + block - 1) / block)] + rows
        }
        return zip(lines("true", truth), lines("predicted", prediction)).map {
            $0 + String(repeating: " ", count: gap) + $1
        }.joined(separator: "\n")
    }

    /// Maps of square images as pictures `[N, 3, side, side]` with levels from 0 to 1: black for class 0, a color for each
    /// other class.
    static func colored(_ maps: [Int32], side: Int) -> Tensor {
        let area = side * side
        let images = stride(from: 0, to: maps.count, by: area).flatMap { start in
            (0..<3).flatMap { channel in
                maps[start..<start + area].map { color(of: Int($0))[channel] }
            }
        }
        return Tensor(images, shape: [maps.count / area, 3, side, side])
    }

    /// Black for class 0; then the corners of the cube of colors, in the order that keeps the first ones apart, and darker
    /// ones of them.
    static func color(of label: Int) -> [Float] {
        if label == 0 { return [0, 0, 0] }
        let corners: [[Float]] = [
            [1, 0, 0], [0, 1, 0], [0.2, 0.4, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 1, 1],
        ]
        let share = 1 / Float(1 + (label - 1) / corners.count)
        return corners[(label - 1) % corners.count].map { $0 * share }
    }
}
