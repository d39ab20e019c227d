import COneDNN

/// A convolution of square 3×3 kernels over channels-last images, with plain loops that are fast enough for batches that
/// are cut into many pieces.
struct ImageConvolution: Sendable {
    var batch: Int
    var height: Int
    var width: Int
    var inputs: Int
    var outputs: Int
    var padding: Int

    var outputHeight: Int { height + 2 * padding - 2 }
    var outputWidth: Int { width + 2 * padding - 2 }

    var input: [Float] { Self.numbers(batch * height * width * inputs, 1) }
    var weight: [Float] { Self.numbers(outputs * inputs * 9, 2) }
    var output: [Float] { Self.numbers(batch * outputHeight * outputWidth * outputs, 3) }
    var bias: [Float] { Self.numbers(outputs, 4) }

    private static func numbers(_ count: Int, _ seed: Int) -> [Float] {
        (0..<count).map { Float(($0 * 7919 + seed * 104_729) % 1009) / 504.5 - 1 }
    }

    /// The output with its bias, and the gradients of input and weight for the upstream gradient `output`.
    func expected() -> (output: [Float], toInput: [Float], toWeight: [Float]) {
        let (x, w, dy) = (input.map(Double.init), weight.map(Double.init), output.map(Double.init))
        let bias = bias
        var y = dy.indices.map { Double(bias[$0 % outputs]) }
        var (dx, dw) = ([Double](repeating: 0, count: x.count), [Double](repeating: 0, count: w.count))
        y.withUnsafeMutableBufferPointer { y in
            dx.withUnsafeMutableBufferPointer { dx in
                dw.withUnsafeMutableBufferPointer { dw in
                    forEachTap { place, from, tap in
                        for o in 0..<outputs {
                            for c in 0..<inputs {
                                let (i, k) = (from * inputs + c, (o * inputs + c) * 9 + tap)
                                let upstream = dy[place * outputs + o]
                                y[place * outputs + o] += x[i] * w[k]
                                dx[i] += upstream * w[k]
                                dw[k] += upstream * x[i]
                            }
                        }
                    }
                }
            }
        }
        return (y.map(Float.init), dx.map(Float.init), dw.map(Float.init))
    }

    /// Every pair of pixels of output and input that belong together, with the tap that joins them.
    private func forEachTap(_ body: (_ place: Int, _ from: Int, _ tap: Int) -> Void) {
        for image in 0..<batch {
            for row in 0..<outputHeight {
                for column in 0..<outputWidth {
                    for tap in 0..<9 {
                        let (y, x) = (row + tap / 3 - padding, column + tap % 3 - padding)
                        guard (0..<height).contains(y), (0..<width).contains(x) else { continue }
                        body(
                            (image * outputHeight + row) * outputWidth + column,
                            (image * height + y) * width + x, tap)
                    }
                }
            }
        }
    }
}

/// What a convolution and its gradients give.
struct ConvolutionResults: Equatable {
    var output: [Float]
    var toInput: [Float]
    var toWeight: [Float]
}
