import Chainrule

/// A character that somebody draws, made into an image as those of MNIST were made.
///
/// The ink is scaled to fit a square of 20/28 of the image, its proportions kept, and moved so that its center of mass is in the middle.
///
/// Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", 1998.
package struct CenteredDrawing {
    /// Movements of the pen: places with x to the right and y down, in any unit.
    private let strokes: [[SIMD2<Double>]]

    package init(_ strokes: [[SIMD2<Double>]]) { self.strokes = strokes.filter { !$0.isEmpty } }

    /// The levels of an image, 0 for no ink to 255, row by row; empty of ink if nothing is drawn.
    ///
    /// - Parameter side: rows and columns.
    package func levels(side: Int) -> [UInt8] {
        var canvas = GlyphCanvas(side: side)
        let pen = Pen(radius: 1.15 * Double(side) / 28, edgeWidth: 1.4 * Double(side) / 28)
        let middle = Point(repeating: Double(side) / 2)
        let placed = placed(in: Double(side) * 20 / 28 - 2 * pen.radius, around: middle)
        let first = canvas.draw(placed, with: pen)
        guard let center = Self.centerOfMass(first, side: side) else { return first }
        return canvas.draw(placed.map { $0.map { $0 + middle - center } }, with: pen)
    }

    /// The strokes in a square of a size.
    private func placed(in size: Double, around middle: Point) -> [[Point]] {
        let points = strokes.joined()
        guard let first = points.first else { return [] }
        let low = points.reduce(first) { pointwiseMin($0, $1) }
        let high = points.reduce(first) { pointwiseMax($0, $1) }
        let extent = (high - low).max()
        // A dot stays one.
        let scale = extent > 0 ? size / extent : 0
        return strokes.map { $0.map { ($0 - (low + high) / 2) * scale + middle } }
    }

    private static func centerOfMass(_ levels: [UInt8], side: Int) -> Point? {
        var (sum, mass) = (Point(0, 0), 0.0)
        for (index, level) in levels.enumerated() where level > 0 {
            let place = Point(Double(index % side) + 0.5, Double(index / side) + 0.5)
            sum += place * Double(level)
            mass += Double(level)
        }
        return mass > 0 ? sum / mass : nil
    }
}
