import COneDNN

/// A convolution, or a gradient of one, by Winograd's minimal filtering.
final class WinogradKernel: Kernel {
    private let operation: OpaquePointer

    /// - Parameter operation: owned by the kernel from now on.
    init(
        _ operation: OpaquePointer, _ shape: cdn_winograd_shape, name: String, detail: String,
        operationCount: Int
    ) {
        self.operation = operation
        let implementation =
            "winograd F(\(shape.m)×\(shape.m), \(shape.r)×\(shape.r)), \(String(cString: cdn_winograd_implementation(operation)))"
        super.init(
            name: name, detail: [detail, implementation].filter { !$0.isEmpty }.joined(separator: ", "),
            workspaceBytes: cdn_winograd_scratchpad_bytes(operation), operationCount: operationCount)
    }

    deinit { cdn_free_winograd(operation) }

    override func run(_ pointers: UnsafePointer<UnsafeMutableRawPointer?>) {
        let status = cdn_run_winograd(operation, pointers)
        require(status == 0, "\(name) (\(detail)): oneDNN failed with status \(status)")
    }
}

/// What is computed of a convolution.
enum ConvolutionPart {
    case output, inputGradient, weightGradient
}

extension ConvolutionSettings {
    /// How to compute a convolution by Winograd's algorithm; nil if that is impossible, or no faster.
    func winogradShape(_ part: ConvolutionPart, input: Shape, weight: Shape, output: Shape)
        -> cdn_winograd_shape?
    {
        guard weight.rank == 4, weight[2] == weight[3], steps.stride == [1, 1], steps.dilation == [1, 1],
            steps.padding[0] == steps.padding[1], steps.padding[0] < weight[2],
            !isProduct(weight: weight, output: output)
        else { return nil }
        let filters = [
            WinogradFilter(tile: 4, taps: 3), WinogradFilter(tile: 2, taps: 3),
            WinogradFilter(tile: 2, taps: 5),
        ]
        .filter { $0.taps == weight[2] }
        let channels = (inputs: weight[1], outputs: weight[0] / groups)
        func cost(_ filter: WinogradFilter) -> Double {
            filter.cost(part, channels: channels, output: output)
        }
        let direct = 2 * Double(output[0] * output[2] * output[3] * weight[2] * weight[3])
        guard let best = filters.min(by: { cost($0) < cost($1) }), cost(best) < 0.9 * direct else {
            return nil
        }
        return cdn_winograd_shape(
            m: Int32(best.tile), r: Int32(best.taps), images: Int64(input[0]), height: Int64(input[2]),
            width: Int64(input[3]), inputs: Int64(input[1]), outputs: Int64(weight[0]),
            padding: Int64(steps.padding[0]), groups: Int64(groups))
    }
}

/// F(m×m, r×r).
private struct WinogradFilter {
    /// Outputs of a tile, and taps of a kernel, along each axis.
    let tile: Int
    let taps: Int

    /// What it costs for each pair of an input and an output channel, in floating-point operations of a product.
    ///
    /// A tile of m×m outputs takes (m+r-1)² products. To transform it costs some tens of operations more for each of its
    /// channels; vectors have 16 of these, full or not. To transform a weight costs as much as the products of sixty
    /// tiles, most of it for memory, and its gradient twice as much. Measured with 16 to 512 channels and images of 4×4 to
    /// 32×32.
    func cost(_ part: ConvolutionPart, channels: (inputs: Int, outputs: Int), output: Shape) -> Double {
        let points = Double((tile + taps - 1) * (tile + taps - 1))
        let tiles = Double(
            output[0] * ((output[2] + tile - 1) / tile) * ((output[3] + tile - 1) / tile))
        func lanes(_ channels: Int) -> Double { Double((channels + 15) / 16 * 16) }
        let transforms =
            (lanes(channels.inputs) + lanes(channels.outputs)) / Double(channels.inputs * channels.outputs)
        return points * (tiles * (2 + 32 * transforms) + (part == .weightGradient ? 240 : 120))
    }
}
