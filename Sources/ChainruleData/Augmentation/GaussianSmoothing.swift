import Foundation

/// A filter of Gaussian weights, which are cut off at four standard deviations and add up to 1.
package struct GaussianSmoothing: Sendable {
    private let radius: Int
    /// Filled up with zeros to a multiple of four, because four are added up at a time.
    private let weights: [Float]

    /// - Parameter deviation: in pixels, positive.
    package init(deviation: Double) {
        let radius = Int(4 * deviation + 0.5)
        let heights = (-radius...radius).map { exp(-0.5 * Double($0 * $0) / (deviation * deviation)) }
        let sum = heights.reduce(0, +)
        let zeros = [Float](repeating: 0, count: -heights.count & 3)
        weights = heights.map { Float($0 / sum) } + zeros
        self.radius = radius
    }

    /// How many numbers of memory smoothing a field takes.
    package func spareCount(height: Int, width: Int) -> Int {
        (height + weights.count) * width + width + weights.count
    }

    /// Smooths a field along its rows and its columns; beyond the edges lie zeros.
    ///
    /// - Parameters:
    ///   - field: the numbers, row by row.
    ///   - spare: memory for ``spareCount(height:width:)`` numbers.
    package func apply(
        to field: UnsafeMutablePointer<Float>, height: Int, width: Int, spare: UnsafeMutablePointer<Float>
    ) {
        // Zeros around the numbers, so that no sum has to stop at an edge.
        spare.update(repeating: 0, count: spareCount(height: height, width: width))
        let (rows, line) = (spare, spare + (height + weights.count) * width)
        for row in 0..<height {
            (line + radius).update(from: field + row * width, count: width)
            addWeighted(line, step: 1, to: rows + (row + radius) * width, count: width)
        }
        field.update(repeating: 0, count: height * width)
        for row in 0..<height {
            addWeighted(rows + row * width, step: width, to: field + row * width, count: width)
        }
    }

    /// Adds numbers that lie `step` apart, times the weights, to each of `count` numbers.
    private func addWeighted(
        _ source: UnsafePointer<Float>, step: Int, to target: UnsafeMutablePointer<Float>, count: Int
    ) {
        weights.withUnsafeBufferPointer { weights in
            for first in stride(from: 0, to: weights.count, by: 4) {
                let (a, b) = (source + first * step, source + (first + 1) * step)
                let (c, d) = (source + (first + 2) * step, source + (first + 3) * step)
                let (p, q, r, s) = (
                    weights[first], weights[first + 1], weights[first + 2], weights[first + 3]
                )
                for place in 0..<count {
                    target[place] += (a[place] * p + b[place] * q) + (c[place] * r + d[place] * s)
                }
            }
        }
    }
}
