import Foundation

/// The plane as a hidden layer sees it: every point moved to where the layer's units put it.
///
/// Of two units these are the axes, of one the horizontal axis alone. More are projected. For the last layer that is done so that
/// the hyperplane that separates the classes is seen from its edge, as a line: one axis is the direction of the output's weights,
/// the other the one orthogonal to it along which the points vary most. For other layers the axes are those along which they vary most.
package struct BentPlane: Encodable {
    /// Whether the axes are those of two units, rather than directions in a space of more.
    package let hasUnitAxes: Bool
    /// x and y in turns.
    let lattice: PackedFloats
    package let points: PackedFloats
    /// a, b and c of the separating line ax + by + c = 0; nil for a layer that is not the last.
    package let line: [Float]?

    /// Where the output is zero.
    struct Line {
        let weights: [Float]
        let bias: Float
    }

    /// - Parameters:
    ///   - lattice: the values of the layer's units on a lattice.
    ///   - points: those for points.
    ///   - count: the number of units.
    ///   - line: of the last layer.
    init(lattice: [Float], points: [Float], units count: Int, line: Line?) {
        if count <= 2 {
            hasUnitAxes = true
            func spread(_ values: [Float]) -> [Float] { count == 2 ? values : values.flatMap { [$0, 0] } }
            (self.lattice, self.points) = (PackedFloats(spread(lattice)), PackedFloats(spread(points)))
            self.line = line.map { [$0.weights[0], count == 2 ? $0.weights[1] : 0, $0.bias] }
            return
        }
        hasUnitAxes = false
        let length = line.map { max(1e-12, $0.weights.reduce(0) { $0 + $1 * $1 }.squareRoot()) } ?? 1
        let nowhere = [Float](repeating: 0, count: count)
        let across = line?.weights.map { $0 / length } ?? Self.widest(lattice, orthogonalTo: nowhere)
        let along = Self.widest(lattice, orthogonalTo: across)
        func project(_ values: [Float]) -> [Float] {
            stride(from: 0, to: values.count, by: count).flatMap { start in
                let point = values[start..<start + count]
                return [dot(point, across), dot(point, along)]
            }
        }
        (self.lattice, self.points) = (PackedFloats(project(lattice)), PackedFloats(project(points)))
        self.line = line.map { [length, 0, $0.bias] }
    }

    /// The direction of the largest variance among those orthogonal to one, which may be zero, by power iteration.
    private static func widest(_ values: [Float], orthogonalTo axis: [Float]) -> [Float] {
        let count = axis.count
        let rows = stride(from: 0, to: values.count, by: count).map { Array(values[$0..<$0 + count]) }
        let mean = (0..<count).map { column in rows.reduce(0) { $0 + $1[column] } / Float(rows.count) }
        let centered = rows.map { row in
            let difference = zip(row, mean).map { $0 - $1 }
            let share = dot(difference[...], axis)
            return zip(difference, axis).map { $0 - share * $1 }
        }
        // Started from the axis of the unit that varies most, so that the picture does not jump from frame to frame.
        let spreads = axis.indices.map { column in centered.reduce(0) { $0 + $1[column] * $1[column] } }
        let first = spreads.indices.max { spreads[$0] < spreads[$1] }!
        var direction = axis.indices.map {
            $0 == first ? 1 - axis[first] * axis[$0] : -axis[first] * axis[$0]
        }
        for _ in 0..<20 {
            var next = [Float](repeating: 0, count: count)
            for row in centered {
                let share = dot(row[...], direction)
                for index in next.indices { next[index] += share * row[index] }
            }
            let length = next.reduce(0) { $0 + $1 * $1 }.squareRoot()
            if length < 1e-9 { break }
            direction = next.map { $0 / length }
        }
        let size = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return direction.map { $0 / max(size, 1e-12) }
    }
}

private func dot(_ row: ArraySlice<Float>, _ axis: [Float]) -> Float {
    zip(row, axis).reduce(0) { $0 + $1.0 * $1.1 }
}
