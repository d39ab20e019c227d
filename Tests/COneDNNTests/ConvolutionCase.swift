import COneDNN
import Testing

/// A convolution with the loops that say what it computes.
struct ConvolutionCase: Sendable, CustomTestStringConvertible {
    var batch: Int
    var channels: Int
    var outputs: Int
    var sizes: [Int]
    var kernel: [Int]
    var groups = 1
    var stride = 1
    var padding = 0
    var dilation = 1
    var isProduct = false

    static let all = [
        ConvolutionCase(batch: 3, channels: 2, outputs: 5, sizes: [11], kernel: [3]),
        ConvolutionCase(batch: 2, channels: 16, outputs: 32, sizes: [12], kernel: [4], stride: 2, padding: 1),
        ConvolutionCase(batch: 2, channels: 1, outputs: 20, sizes: [12, 12], kernel: [5, 5]),
        ConvolutionCase(batch: 2, channels: 3, outputs: 1, sizes: [7, 6], kernel: [3, 2], padding: 1),
        ConvolutionCase(
            batch: 1, channels: 16, outputs: 16, sizes: [9, 8], kernel: [3, 3], stride: 2, padding: 1),
        ConvolutionCase(batch: 1, channels: 20, outputs: 50, sizes: [8, 8], kernel: [3, 3]),
        ConvolutionCase(
            batch: 2, channels: 8, outputs: 12, sizes: [9, 9], kernel: [3, 3], padding: 2, dilation: 2),
        ConvolutionCase(batch: 2, channels: 3, outputs: 8, sizes: [23, 23], kernel: [11, 11], stride: 4),
        ConvolutionCase(
            batch: 2, channels: 32, outputs: 32, sizes: [4, 5], kernel: [5, 5], groups: 2, padding: 2),
        ConvolutionCase(batch: 2, channels: 6, outputs: 9, sizes: [7, 7], kernel: [3, 3], groups: 3),
        ConvolutionCase(
            batch: 2, channels: 8, outputs: 8, sizes: [7, 7], kernel: [3, 3], groups: 8, padding: 1),
        ConvolutionCase(batch: 2, channels: 16, outputs: 24, sizes: [5, 5], kernel: [1, 1]),
        ConvolutionCase(
            batch: 2, channels: 16, outputs: 60, sizes: [5, 5], kernel: [1, 1], isProduct: true),
        ConvolutionCase(
            batch: 3, channels: 6, outputs: 70, sizes: [5, 4], kernel: [3, 3], padding: 1, isProduct: true),
        ConvolutionCase(
            batch: 2, channels: 5, outputs: 40, sizes: [7, 6], kernel: [3, 2], stride: 2, padding: 1,
            dilation: 2,
            isProduct: true),
        ConvolutionCase(batch: 2, channels: 4, outputs: 6, sizes: [1, 1], kernel: [1, 1]),
        ConvolutionCase(batch: 2, channels: 3, outputs: 4, sizes: [5, 4, 6], kernel: [2, 3, 3], padding: 1),
        ConvolutionCase(
            batch: 1, channels: 4, outputs: 4, sizes: [5, 5, 5], kernel: [3, 3, 3], groups: 2, stride: 2),
    ]

    var inputSizes: [Int] { [batch, channels] + sizes }
    var weightSizes: [Int] { [outputs, channels / groups] + kernel }
    var outputSizes: [Int] {
        [batch, outputs]
            + zip(sizes, kernel).map { ($0 + 2 * padding - dilation * ($1 - 1) - 1) / stride + 1 }
    }

    var settings: cdn_convolution {
        let rank = sizes.count
        func filled(_ value: Int) -> (Int64, Int64, Int64) {
            let value = Int64(value)
            return (value, rank > 1 ? value : 0, rank > 2 ? value : 0)
        }
        return cdn_convolution(
            spatial_rank: Int32(rank), groups: Int64(groups), strides: filled(stride),
            padding: filled(padding),
            dilation: filled(dilation), is_product: isProduct)
    }

    var testDescription: String {
        "\(inputSizes) \(weightSizes) groups \(groups) stride \(stride) padding \(padding) dilation \(dilation)\(isProduct ? " as a product" : "")"
    }

    /// Every triple of elements that belong together.
    private func forEachProduct(_ body: (_ input: [Int], _ weight: [Int], _ output: [Int]) -> Void) {
        let weights = HostArray.indices(of: weightSizes)
        let places = HostArray.indices(of: Array(outputSizes.dropFirst(2)))
        for n in 0..<batch {
            for weight in weights {
                let channel = weight[0] / (outputs / groups) * (channels / groups) + weight[1]
                for place in places {
                    let at = zip(place, weight.dropFirst(2)).map { $0 * stride + $1 * dilation - padding }
                    guard zip(at, sizes).allSatisfy({ 0 <= $0 && $0 < $1 }) else { continue }
                    body([n, channel] + at, weight, [n, weight[0]] + place)
                }
            }
        }
    }

    func output(_ input: HostArray, _ weight: HostArray) -> [Float] {
        var result = HostArray(outputSizes)
        result.elements = result.elements.map { _ in 0 }
        forEachProduct { i, w, o in result[o] += input[i] * weight[w] }
        return result.values
    }

    func inputGradient(_ outputGradient: HostArray, _ weight: HostArray) -> [Float] {
        var result = HostArray(inputSizes)
        result.elements = result.elements.map { _ in 0 }
        forEachProduct { i, w, o in result[i] += outputGradient[o] * weight[w] }
        return result.values
    }

    func weightGradient(_ input: HostArray, _ outputGradient: HostArray) -> [Float] {
        var result = HostArray(weightSizes)
        result.elements = result.elements.map { _ in 0 }
        forEachProduct { i, w, o in result[w] += outputGradient[o] * input[i] }
        return result.values
    }
}
