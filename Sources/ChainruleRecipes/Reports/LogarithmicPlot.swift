import Chainrule
import Foundation

/// Positive numbers over time on a logarithmic axis, drawn with characters or as a picture.
struct LogarithmicPlot: Sendable {
    private static let mostRows = 12
    private static let mostColumns = 60
    /// Numbers that are smaller than the largest by more are drawn at the bottom.
    private static let mostDecades = 20

    let title: String
    private let points: [(x: Double, y: Double)]
    private let end: Double
    private let lowest, highest: Int

    /// - Parameters:
    ///   - title: what the numbers are.
    ///   - points: when they were taken, ascending from 0, and the numbers.
    ///   - end: where the horizontal axis ends.
    /// - Returns: nil if no number is positive and finite.
    init?(title: String, points: [(x: Double, y: Double)], end: Double) {
        let logarithms = points.filter { $0.y > 0 && $0.y.isFinite }.map { log10($0.y) }
        guard let low = logarithms.min(), let high = logarithms.max() else { return nil }
        highest = max(Int(high.rounded(.up)), Int(low.rounded(.down)) + 1)
        lowest = max(Int(low.rounded(.down)), highest - Self.mostDecades)
        (self.title, self.points, self.end) = (title, points, max(end, 1))
    }

    /// Where a number is between bottom, 0, and top, 1.
    private func height(_ number: Double) -> Double {
        if number.isNaN || number <= 0 { return 0 }
        return min(max((log10(number) - Double(lowest)) / Double(highest - lowest), 0), 1)
    }

    /// The number at a share of the horizontal axis: that of the last point before.
    private func number(at share: Double) -> Double {
        points.last { $0.x <= share * end }?.y ?? points[0].y
    }

    /// The plot with characters, in at most `width` columns.
    func text(width: Int) -> String {
        let columns = max(10, min(Self.mostColumns, width - 10))
        let rows = min(Self.mostRows, max(4, highest - lowest + 1))
        func row(_ share: Double) -> Int { Int((share * Double(rows - 1)).rounded()) }
        let places = (0..<columns).map { row(height(number(at: (Double($0) + 0.5) / Double(columns)))) }
        var labels: [Int: String] = [:]
        for decade in lowest...highest {
            labels[row(Double(decade - lowest) / Double(highest - lowest))] = "1e\(decade)"
        }
        let lines = (0..<rows).reversed().map { row in
            (labels[row] ?? "").leftPadded(to: 7) + " │"
                + String(places.map { $0 == row ? "●" as Character : " " })
        }
        let axis = String(repeating: " ", count: 8) + "└" + String(repeating: "─", count: columns)
        let ends = String(repeating: " ", count: 9) + "0" + "\(Int(end))".leftPadded(to: columns - 1)
        return ([title] + lines + [axis, ends]).joined(separator: "\n") + "\n"
    }

    /// The plot as a picture `[3, height, width]`, with a line for each decade.
    var picture: Tensor {
        let (left, top, width, height, margin) = (48, 12, 400, 200, 28)
        let (rows, columns) = (top + height + margin, left + width + margin)
        var levels = [Float](repeating: 1, count: 3 * rows * columns)
        func fill(_ row: Int, _ column: Int, _ color: [Float]) {
            for channel in 0..<3 { levels[(channel * rows + row) * columns + column] = color[channel] }
        }
        func row(_ share: Double) -> Int { top + Int(((1 - share) * Double(height)).rounded()) }
        let decades = Array(lowest...highest)
        func line(_ decade: Int) -> Int { row(Double(decade - lowest) / Double(highest - lowest)) }
        for decade in decades {
            for column in left..<left + width { fill(line(decade), column, [0.85, 0.85, 0.85]) }
        }
        var last: Int?
        for column in 0..<width {
            let place = row(self.height(number(at: (Double(column) + 0.5) / Double(width))))
            for row in min(last ?? place, place)...max(last ?? place, place) {
                for thick in 0..<2 { fill(min(row + thick, rows - 1), left + column, [0.1, 0.3, 0.7]) }
            }
            last = place
        }
        var text = PixelText(Tensor(levels, shape: [3, rows, columns]))
        let interval = max(1, decades.count / 8)
        for decade in decades where (highest - decade).isMultiple(of: interval) {
            text.write("1E\(decade)", left: 4, top: line(decade) - 5, color: [0, 0, 0])
        }
        text.write("0", left: left, top: top + height + 8, color: [0, 0, 0])
        text.write("\(Int(end))", left: left + width - 16, top: top + height + 8, color: [0, 0, 0])
        return text.image
    }
}
