/// How a curve is drawn: by color and by dashes, so that neither alone has to tell curves apart.
struct SeriesStyle: Sendable, Equatable {
    private static let colorCount = 6
    private static let patterns: [String?] = [nil, "6 4", "2 3", "9 3 2 3"]

    /// A color in the words of CSS; pages of reports define it.
    let color: String
    /// The lengths of dashes and gaps; nil for a solid line.
    let dashes: String?

    /// The style of a curve among others, by its place.
    init(_ place: Int) {
        self.init(color: place % Self.colorCount, pattern: place / Self.colorCount)
    }

    /// - Parameters:
    ///   - color: the number of the color, from 0.
    ///   - pattern: the number of the pattern of dashes, from 0 for a solid line.
    init(color: Int, pattern: Int) {
        self.color = "var(--s\(color % Self.colorCount + 1))"
        dashes = Self.patterns[pattern % Self.patterns.count]
    }
}
