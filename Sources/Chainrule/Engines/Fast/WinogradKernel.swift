import COneDNN

/// A convolution of 3×3 kernels, or a gradient of one, by Winograd's minimal filtering.
final class WinogradKernel: Kernel {
    private let operation: OpaquePointer

    /// - Parameter operation: owned by the kernel from now on.
    init(
        _ operation: OpaquePointer, _ shape: cdn_winograd_shape, name: String, detail: String,
        operationCount: Int
    ) {
        self.operation = operation
        let implementation =
            "winograd F(\(shape.m)×\(shape.m), 3×3), \(String(cString: cdn_winograd_implementation(operation)))"
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

extension ConvolutionSettings {
    /// How to compute the convolution by Winograd's algorithm; nil if that is impossible, or no faster.
    func winogradShape(input: Shape, weight: Shape, output: Shape) -> cdn_winograd_shape? {
        guard weight.rank == 4, Array(weight.suffix(2)) == [3, 3], groups == 1, steps.stride == [1, 1],
            steps.dilation == [1, 1], steps.padding[0] == steps.padding[1], steps.padding[0] <= 2
        else { return nil }
        let (direct, tiles) = (18 * Double(output[0] * output[2] * output[3]), [4, 2])
        let costs = tiles.map { cost(tile: $0, weight: weight, output: output) }
        let best = costs.indices.min { costs[$0] < costs[$1] }!
        if costs[best] > 0.9 * direct { return nil }
        return cdn_winograd_shape(
            m: Int32(tiles[best]), images: Int64(input[0]), height: Int64(input[2]), width: Int64(input[3]),
            inputs: Int64(input[1]), outputs: Int64(weight[0]), padding: Int64(steps.padding[0]))
    }

    /// What it costs for each pair of an input and an output channel, in floating-point operations of a product.
    ///
    /// A tile of m×m outputs takes (m+2)² products. Transforming it costs as much as some tens of operations for every
    /// product's input and output; vectors have 16 channels, full or not. Transforming a weight costs as much as sixty
    /// tiles, most of it for memory: measured with 16 to 512 channels and images of 4×4 to 32×32.
    private func cost(tile: Int, weight: Shape, output: Shape) -> Double {
        let points = Double((tile + 2) * (tile + 2))
        let tiles = Double(
            output[0] * ((output[2] + tile - 1) / tile) * ((output[3] + tile - 1) / tile))
        func share(_ channels: Int) -> Double { Double((channels + 15) / 16 * 16) / Double(channels) }
        let transforms = share(weight[1]) / Double(weight[0]) + share(weight[0]) / Double(weight[1])
        return points * (tiles * (2 + 16 * transforms) + 120)
    }
}
