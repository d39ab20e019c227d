import Chainrule

/// A square image on which strokes are drawn; used again and again, it allocates nothing per image.
struct GlyphCanvas {
    private let side: Int
    /// The square of the distance from each pixel's center to the nearest stroke.
    private var squaredDistances: [Double]
    private var placed: [Point] = []

    init(side: Int) {
        self.side = side
        squaredDistances = Array(repeating: .infinity, count: side * side)
    }

    /// Draws `strokes` in a handwriting that `random` makes up, into the `side` × `side` grayscale levels
    /// of `image`.
    mutating func draw(
        _ strokes: [GlyphStroke], random: inout RandomStream, into image: UnsafeMutableBufferPointer<UInt8>
    ) {
        let handwriting = Handwriting(side: side, random: &random)
        for position in squaredDistances.indices { squaredDistances[position] = .infinity }
        for stroke in strokes {
            placed.removeAll(keepingCapacity: true)
            handwriting.place(stroke.points, random: &random, into: &placed)
            let reach = handwriting.penRadius + handwriting.edgeWidth / 2
            stroke.forEachSegment(through: placed) { measure(from: $0, to: $1, reach: reach) }
        }
        develop(handwriting, random: &random, into: image)
    }

    /// Draws lines through points of the image with a pen: levels from 0 to 255, row by row.
    mutating func draw(_ strokes: [[Point]], with pen: Pen) -> [UInt8] {
        for position in squaredDistances.indices { squaredDistances[position] = .infinity }
        for stroke in strokes {
            // A stroke of a single point is a dot.
            for (start, end) in zip(stroke, stroke.dropFirst() + stroke.suffix(1)) {
                measure(from: start, to: end, reach: pen.radius + pen.edgeWidth / 2)
            }
        }
        return squaredDistances.map { UInt8((pen.coverage(atSquaredDistance: $0) * 255).rounded()) }
    }

    /// Takes note of a segment at all pixels within `reach` of it.
    private mutating func measure(from start: Point, to end: Point, reach: Double) {
        let low = pointwiseMin(start, end) - reach
        let high = pointwiseMax(start, end) + reach
        let (alongX, alongY) = (end.x - start.x, end.y - start.y)
        let squaredLength = max(alongX * alongX + alongY * alongY, 1e-12)
        let columns = pixels(from: low.x, to: high.x)
        for row in pixels(from: low.y, to: high.y) {
            let y = Double(row) + 0.5 - start.y
            for column in columns {
                let x = Double(column) + 0.5 - start.x
                let portion = min(max((x * alongX + y * alongY) / squaredLength, 0), 1)
                let (gapX, gapY) = (x - alongX * portion, y - alongY * portion)
                let position = row * side + column
                squaredDistances[position] = min(
                    squaredDistances[position], gapX * gapX + gapY * gapY)
            }
        }
    }

    /// The pixels whose centers may lie between two coordinates.
    private func pixels(from low: Double, to high: Double) -> Range<Int> {
        let first = min(max(Int(low.rounded(.down)), 0), side)
        return first..<min(max(Int(high.rounded(.up)), first), side)
    }

    /// Turns distances into grayscale levels and adds noise.
    private func develop(
        _ handwriting: Handwriting, random: inout RandomStream, into image: UnsafeMutableBufferPointer<UInt8>
    ) {
        let pen = Pen(radius: handwriting.penRadius, edgeWidth: handwriting.edgeWidth)
        var bits: UInt64 = 0
        for position in squaredDistances.indices {
            // One word of the stream serves eight pixels.
            if position.isMultiple(of: 8) { bits = random.next() }
            let noise = (Double(bits & 0xFF) / 255 - 0.5) * handwriting.noise
            bits >>= 8
            let coverage = pen.coverage(atSquaredDistance: squaredDistances[position])
            image[position] = UInt8(min(max(coverage * handwriting.ink + noise, 0), 255))
        }
    }
}

/// What strokes are drawn with.
struct Pen {
    /// Half the width of a stroke, in pixels.
    let radius: Double
    /// The distance over which the edge of a stroke fades from ink to background, in pixels.
    let edgeWidth: Double

    /// How much of a pixel is inked, from 0 to 1, by the square of its distance to the nearest stroke.
    func coverage(atSquaredDistance distance: Double) -> Double {
        min(max((radius - distance.squareRoot()) / edgeWidth + 0.5, 0), 1)
    }
}
