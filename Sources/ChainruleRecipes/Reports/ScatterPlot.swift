import Chainrule
import Foundation

/// Predicted against true numbers, drawn with characters: on the diagonal where predictions are right.
enum ScatterPlot {
    private static let rowCount = 15
    private static let mostColumns = 60
    /// From one point to many in the place of a character.
    private static let marks: [Character] = ["·", "∘", "o", "●"]

    /// - Parameters:
    ///   - x: what the horizontal axis shows.
    ///   - y: what the vertical axis shows.
    ///   - width: the columns of a line.
    static func text(_ pairs: [PredictedAgainstTrue.Pair], x: String, y: String, width: Int) -> String {
        let pairs = pairs.filter { $0.truth.isFinite && $0.prediction.isFinite }
        guard let low = pairs.map({ min($0.truth, $0.prediction) }).min(),
            let high = pairs.map({ max($0.truth, $0.prediction) }).max()
        else { return "" }
        let columns = max(10, min(mostColumns, width - 12))
        func place(_ number: Float, _ count: Int) -> Int {
            high == low ? 0 : min(count - 1, Int(Double(number - low) / Double(high - low) * Double(count)))
        }
        var counts = Array(repeating: Array(repeating: 0, count: columns), count: rowCount)
        for pair in pairs { counts[place(pair.prediction, rowCount)][place(pair.truth, columns)] += 1 }
        let most = counts.joined().max() ?? 1
        let lines = counts.indices.reversed().map { row -> String in
            let label = row == rowCount - 1 ? brief(high) : row == 0 ? brief(low) : ""
            let cells = counts[row].enumerated().map { column, count -> Character in
                let isDiagonal = column * rowCount / columns == row
                if count == 0 { return isDiagonal ? "╱" : " " }
                return marks[most < marks.count ? count - 1 : (count * marks.count - 1) / most]
            }
            return label.leftPadded(to: 10) + " │" + String(cells)
        }
        let axis = String(repeating: " ", count: 11) + "└" + String(repeating: "─", count: columns)
        let ends =
            String(repeating: " ", count: 12) + brief(low)
            + brief(high).leftPadded(to: max(0, columns - brief(low).count))
        return (["\(y) (up) against \(x) (across)"] + lines + [axis, ends]).joined(separator: "\n")
    }

    private static func brief(_ number: Float) -> String { String(format: "%.4g", number) }
}
