/// What local response normalization divides x by: (k + alpha / size · Σ x²)^beta, the sum being over the
/// `size` channels around each.
package struct ResponseNormalization: Sendable, Hashable, CustomStringConvertible {
    let size: Int
    let alpha: Double
    let beta: Double
    let k: Double

    package init(size: Int, alpha: Double, beta: Double, k: Double) {
        self.size = size
        self.alpha = alpha
        self.beta = beta
        self.k = k
    }

    package var description: String { "size \(size), alpha \(alpha), beta \(beta), k \(k)" }

    /// The number of channels before and after channel c that its window holds.
    var window: (before: Int, after: Int) { (size / 2, (size - 1) / 2) }
    /// The number of channels before and after channel c whose windows hold it.
    var holders: (before: Int, after: Int) { ((size - 1) / 2, size / 2) }
    /// The factor of a square.
    var scale: Double { alpha / Double(size) }

    /// Why `x` cannot be normalized; nil if it can.
    func problem(input x: Tensor) -> String? {
        if x.rank < 2 { return "needs an input [N, C, spatial...], got \(x.shape)" }
        return size < 1 ? "size must be at least 1, got \(size)" : nil
    }

    /// k + scale · the squares around each element.
    func bases(_ x: Tensor) -> Tensor { sums(x * x, window) * scale + k }

    /// The sums over each channel's neighbours.
    func sums(_ x: Tensor, _ reach: (before: Int, after: Int)) -> Tensor {
        var widths = Array(repeating: (before: 0, after: 0), count: x.rank)
        widths[1] = reach
        let padded = x.padded(widths)
        let columns = padded.reshaped(
            to: [x.shape[0], 1, padded.shape[1], x.shape.suffix(from: 2).reduce(1, *)])
        return (averagePool(columns, kernel: [size, 1], stride: 1) * Double(size)).reshaped(to: x.shape)
    }

    /// bases = k + scale · the squares around each element of one image, whose channels are planes of `area`
    /// elements.
    func fill<T: FloatingScalar>(
        _ bases: UnsafeMutablePointer<T>, _ x: UnsafePointer<T>, channels: Int, area: Int
    ) {
        let squares = (0..<channels * area).map { x[$0] * x[$0] }
        fillSums(bases, squares, window, channels: channels, area: area)
        for i in squares.indices { bases[i] = T(k) + T(scale) * bases[i] }
    }

    /// sums = the sums over each channel's neighbours.
    func fillSums<T: FloatingScalar>(
        _ sums: UnsafeMutablePointer<T>, _ terms: [T], _ reach: (before: Int, after: Int), channels: Int,
        area: Int
    ) {
        sums.update(repeating: 0, count: channels * area)
        terms.withUnsafeBufferPointer { terms in
            guard let terms = terms.baseAddress else { return }
            for channel in 0..<channels {
                let first = max(0, channel - reach.before)
                for neighbour in first...min(channels - 1, channel + reach.after) {
                    addScaled(
                        terms + neighbour * area, step: 1, by: 1, to: sums + channel * area, step: 1,
                        count: area)
                }
            }
        }
    }

    /// What the primitives are tried on: the constants and the shape of the input.
    static var samples: [(ResponseNormalization, Shape)] {
        [
            (ResponseNormalization(size: 3, alpha: 0.6, beta: 0.75, k: 1), [2, 5, 2, 2]),
            (ResponseNormalization(size: 4, alpha: 0.8, beta: 0.5, k: 2), [1, 6, 3]),
            (ResponseNormalization(size: 7, alpha: 1, beta: 1.3, k: 1), [2, 3]),
            (ResponseNormalization(size: 1, alpha: 0.1, beta: 1, k: 1), [1, 2, 1, 2, 1]),
            (ResponseNormalization(size: 2, alpha: 0.1, beta: 1, k: 1), [0, 2, 3]),
        ]
    }
}
