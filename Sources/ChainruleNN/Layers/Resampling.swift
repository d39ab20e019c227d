import Chainrule

/// How one axis is interpolated: PyTorch's rules for the places of outputs.
struct Resampling {
    let size: Int
    let output: Int
    /// The factor of the size, if that is what the user gave.
    let scale: Double?
    let alignsCorners: Bool

    /// How many inputs an output is apart from the next.
    private var step: Double {
        if alignsCorners { return output > 1 ? Double(size - 1) / Double(output - 1) : 0 }
        return scale.map { 1 / $0 } ?? Double(size) / Double(output)
    }

    /// Where an output stands among the inputs.
    private func place(of output: Int) -> Double {
        alignsCorners ? step * Double(output) : step * (Double(output) + 0.5) - 0.5
    }

    /// The element that every output is.
    var nearest: [Int] {
        if output == size { return Array(0..<size) }
        if output == 2 * size { return (0..<output).map { $0 / 2 } }
        return elements { Float($0) }
    }

    /// The element that is nearest to the place of every output.
    var nearestExact: [Int] { elements { Float($0) + 0.5 } }

    /// The steps are float32, as in PyTorch, which decides ties.
    private func elements(_ place: (Int) -> Float) -> [Int] {
        let step = scale.map { Float(1 / $0) } ?? Float(size) / Float(output)
        return (0..<output).map { min(Int(place($0) * step), size - 1) }
    }

    /// The weights of both neighbors of every output.
    var linear: AxisMatrix {
        (0..<output).map { output in
            let place = max(0, place(of: output))
            let first = min(Int(place), size - 1)
            let share = min(max(place - Double(first), 0), 1)
            var row = [Double](repeating: 0, count: size)
            row[first] += 1 - share
            row[min(first + 1, size - 1)] += share
            return row
        }
    }

    /// The weights of four neighbors of every output.
    var cubic: AxisMatrix {
        (0..<output).map { output in
            let place = place(of: output)
            let first = place.rounded(.down)
            var row = [Double](repeating: 0, count: size)
            for offset in -1...2 {
                let neighbor = min(max(Int(first) + offset, 0), size - 1)
                row[neighbor] += Self.cubicWeight(abs(place - first - Double(offset)))
            }
            return row
        }
    }

    /// Keys's cubic with a = −0.75, at a distance below 2.
    private static func cubicWeight(_ x: Double) -> Double {
        let a = -0.75
        if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
    }
}
