import Chainrule
import ChainruleInterop
import ChainruleTraining
import Foundation

/// How a histogram changed over a training: from left to right the moments, from bottom to top the numbers, darker the more there are.
struct DistributionPicture {
    private static let rows = 40

    /// What is shown, the name of a layer.
    let title: String
    /// What the layer is.
    let detail: String
    let moments: [(step: Int, summary: ValueSummary)]
    /// What a number at an end of the vertical axis is called.
    let text: (Double) -> String
    /// The ends of the vertical axis; nil if there are no numbers.
    private let range: ClosedRange<Double>?

    /// - Parameter range: the ends of the vertical axis; by default the smallest and the largest number.
    init(
        title: String, detail: String, moments: [(step: Int, summary: ValueSummary)],
        range: ClosedRange<Double>? = nil, text: @escaping (Double) -> String
    ) {
        (self.title, self.detail, self.moments, self.text) = (title, detail, moments, text)
        self.range = range ?? Self.range(of: moments.map(\.summary))
    }

    /// The numbers that all histograms together reach over.
    static func range(of summaries: [ValueSummary]) -> ClosedRange<Double>? {
        let filled = summaries.filter { !$0.levels.isEmpty }
        guard let low = filled.map(\.low).min(), let high = filled.map(\.high).max() else { return nil }
        return low < high ? low...high : low - 0.5...high + 0.5
    }

    /// The picture as a part of a page.
    ///
    /// - Parameter identifier: a name that nothing else on the page has.
    func figure(_ identifier: String) -> String {
        let caption = "<b>\(markup(title))</b> \(markup(detail))"
        guard let range, let first = moments.first, let last = moments.last else {
            return "<figure><figcaption>\(caption): all zero</figcaption></figure>"
        }
        let label =
            "\(title): mean \(text(first.summary.mean)) at step \(first.step), \(text(last.summary.mean)) at step \(last.step)"
        return """
            <figure><div class="distribution"><div class="ends"><span>\(text(range.upperBound))</span>\
            <span>\(text(range.lowerBound))</span></div>
            <svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label="\(markup(label))">
            <mask id="\(identifier)"><image href="data:image/png;base64,\(png(range).base64EncodedString())" width="100" \
            height="100" preserveAspectRatio="none"/></mask>
            <rect width="100" height="100" fill="var(--s1)" mask="url(#\(identifier))"/></svg>
            <div class="steps"><span>step \(first.step)</span><span>\(last.step)</span></div></div>
            <figcaption>\(caption)</figcaption></figure>
            """
    }

    /// The densities as a gray picture, a column for each moment.
    private func png(_ range: ClosedRange<Double>) -> Data {
        let columns = moments.map { column(of: $0.summary, range) }
        var levels: [Float] = []
        for row in (0..<Self.rows).reversed() { levels += columns.map { $0[row] } }
        return Data(
            PNGImage(Tensor(levels, shape: [1, Self.rows, moments.count])).encoded())
    }

    /// A histogram on the common axis, 1 where it is fullest.
    private func column(of summary: ValueSummary, _ range: ClosedRange<Double>) -> [Float] {
        let bins = summary.levels.count
        guard bins > 0 else { return Array(repeating: 0, count: Self.rows) }
        let height = (range.upperBound - range.lowerBound) / Double(Self.rows)
        return (0..<Self.rows).map { row in
            let middle = range.lowerBound + (Double(row) + 0.5) * height
            // All numbers are the same, or lie within one row.
            if summary.high - summary.low < height {
                return abs(middle - (summary.low + summary.high) / 2) <= height / 2 ? 1 : 0
            }
            let place = (middle - summary.low) / (summary.high - summary.low) * Double(bins)
            guard (0..<Double(bins)).contains(place) else { return 0 }
            // Few numbers are to be seen, too.
            return Float(pow(Double(summary.levels[Int(place)]) / 255, 0.6))
        }
    }
}
