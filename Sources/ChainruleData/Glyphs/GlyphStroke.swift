/// A place in a glyph or in an image: x to the right, y down.
typealias Point = SIMD2<Double>

/// One movement of the pen, on a grid that spans 0 ... 100 from left to right and from top to bottom.
struct GlyphStroke: Sendable {
    private enum Shape {
        case line
        case curve
        case loop
    }

    private let shape: Shape
    /// The points the pen passes through.
    let points: [Point]

    /// Straight from point to point.
    static func line(_ points: (Double, Double)...) -> GlyphStroke { GlyphStroke(.line, points) }

    /// Smoothly through all points.
    static func curve(_ points: (Double, Double)...) -> GlyphStroke { GlyphStroke(.curve, points) }

    /// Smoothly through all points and back to the first.
    static func loop(_ points: (Double, Double)...) -> GlyphStroke { GlyphStroke(.loop, points) }

    private init(_ shape: Shape, _ points: [(Double, Double)]) {
        self.shape = shape
        self.points = points.map { Point($0.0, $0.1) }
    }

    /// Calls `body` with the ends of each straight piece of the stroke whose points were moved to
    /// `points`.
    ///
    /// Smooth strokes are Catmull–Rom splines (1974): through every point, with the direction of the
    /// chord between its neighbours.
    func forEachSegment(through points: [Point], _ body: (Point, Point) -> Void) {
        let last = points.count - 1
        let spanCount = shape == .loop ? points.count : last
        for span in 0..<spanCount {
            let (start, end) = (points[span], points[span == last ? 0 : span + 1])
            guard shape != .line else {
                body(start, end)
                continue
            }
            let before: Point
            let after: Point
            if shape == .loop {
                before = points[span == 0 ? last : span - 1]
                after = points[(span + 2) % points.count]
            } else {
                before = span == 0 ? start : points[span - 1]
                after = span + 2 > last ? end : points[span + 2]
            }
            divide(before, start, end, after, body)
        }
    }

    private func divide(
        _ before: Point, _ start: Point, _ end: Point, _ after: Point, _ body: (Point, Point) -> Void
    ) {
        let pieceCount = 5
        let (leaving, arriving) = ((end - before) / 2, (after - start) / 2)
        var previous = start
        for piece in 1...pieceCount {
            let t = Double(piece) / Double(pieceCount)
            let s = 1 - t
            let hermite =
                start * (s * s * (1 + 2 * t)) + leaving * (s * s * t)
                + end * (t * t * (1 + 2 * s)) - arriving * (t * t * s)
            body(previous, hermite)
            previous = hermite
        }
    }
}
