import Chainrule

/// The colors of a picture of a search.
struct ParallelPalette: Sendable {
    let ground, ink, muted, pale, failed, best: String
    /// The color of a trial that is so good, from 0 for the worst to 1 for the best.
    let shade: @Sendable (_ share: Double) -> String

    /// For files: dark on white.
    static let paper = ParallelPalette(
        ground: "#ffffff", ink: "#1f2933", muted: "#6b7785", pale: "#c3cad3", failed: "#a3acb8",
        best: "#e8590c", shade: shadeOfBlue)

    /// For pages of reports, which say what these colors are in light and in dark.
    static let page = ParallelPalette(
        ground: "var(--ground)", ink: "var(--text)", muted: "var(--muted)", pale: "var(--line)",
        failed: "var(--muted)", best: "var(--s2)"
    ) { "color-mix(in srgb, var(--s1) \(Int(20 + 80 * min(max($0, 0), 1)))%, var(--line))" }

    /// From pale to dark, so that on paper the good trials stand out.
    @Sendable private static func shadeOfBlue(_ share: Double) -> String {
        let stops: [SIMD3<Double>] = [[221, 227, 234], [158, 196, 222], [66, 134, 190], [10, 52, 112]]
        let place = min(max(share, 0), 1) * Double(stops.count - 1)
        let index = min(Int(place), stops.count - 2)
        let color = stops[index] + (stops[index + 1] - stops[index]) * (place - Double(index))
        let digits = (0..<3).map { channel in
            String(Int(color[channel].rounded()), radix: 16).leftPadded(to: 2, with: "0")
        }
        return "#" + digits.joined()
    }
}
