import Foundation

/// A filter of Gaussian weights, which are cut off at four standard deviations and add up to 1.
package struct GaussianSmoothing: Sendable {
    private let weights: [Float]

    /// - Parameter deviation: in pixels, positive.
    package init(deviation: Double) {
        let radius = Int(4 * deviation + 0.5)
        let heights = (-radius...radius).map { exp(-0.5 * Double($0 * $0) / (deviation * deviation)) }
        let sum = heights.reduce(0, +)
        weights = heights.map { Float($0 / sum) }
    }

    /// Smooths a field along its rows and its columns; beyond the edges lie zeros.
    ///
    /// - Parameters:
    ///   - field: the numbers, row by row.
    ///   - spare: memory for as many.
    package func apply(
        to field: UnsafeMutablePointer<Float>, height: Int, width: Int, spare: UnsafeMutablePointer<Float>
    ) {
        let radius = weights.count / 2
        spare.update(repeating: 0, count: height * width)
        for row in 0..<height {
            let (source, target) = (field + row * width, spare + row * width)
            for (offset, weight) in zip(-radius...radius, weights) where abs(offset) < width {
                add(source + max(0, offset), times: weight, to: target + max(0, -offset), width - abs(offset))
            }
        }
        field.update(repeating: 0, count: height * width)
        for row in 0..<height {
            for (offset, weight) in zip(-radius...radius, weights) where (0..<height).contains(row + offset) {
                add(spare + (row + offset) * width, times: weight, to: field + row * width, width)
            }
        }
    }

    @inline(__always)
    private func add(
        _ source: UnsafePointer<Float>, times weight: Float, to target: UnsafeMutablePointer<Float>,
        _ count: Int
    ) {
        for place in 0..<count { target[place] += source[place] * weight }
    }
}
