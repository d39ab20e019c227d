import Chainrule
import ChainruleNN
import TestSupport
import Testing

/// A layer beside PyTorch's, with the case of `more_layers.safetensors` that it computes.
struct GoldenLayer: Sendable, CustomTestStringConvertible {
    let name: String
    let layer: @Sendable (DType) -> any Layer

    init(_ name: String, _ layer: @escaping @Sendable (DType) -> any Layer) {
        self.name = name
        self.layer = layer
    }

    var testDescription: String { name }

    static let weightedSums = [
        GoldenLayer("conv_transpose1d") {
            ConvTranspose1d(4, 6, kernel: 3, stride: 2, padding: 1, outputPadding: 1, groups: 2, dtype: $0)
        },
        GoldenLayer("conv_transpose2d") {
            ConvTranspose2d(
                3, 4, kernel: [3, 2], stride: [2, 1], padding: [1, 0], outputPadding: [1, 0],
                dilation: [1, 2],
                dtype: $0)
        },
        GoldenLayer("conv_transpose2d_depthwise") {
            ConvTranspose2d(3, 3, kernel: 2, stride: 2, groups: 3, bias: false, dtype: $0)
        },
        GoldenLayer("conv_transpose2d_dilated") {
            ConvTranspose2d(2, 2, kernel: 2, outputPadding: 2, dilation: 3, dtype: $0)
        },
        GoldenLayer("conv_transpose3d") {
            ConvTranspose3d(2, 3, kernel: 2, stride: 2, padding: 1, outputPadding: 1, dtype: $0)
        },
        GoldenLayer("conv3d") { Conv3d(4, 4, kernel: 2, padding: 1, groups: 2, dtype: $0) },
        GoldenLayer("conv2d_depthwise") {
            Conv2d(3, 6, kernel: 3, stride: 2, padding: 1, groups: 3, dtype: $0)
        },
    ]

    static let normalizations = [
        GoldenLayer("group_norm") { GroupNorm(groups: 2, 6, dtype: $0) },
        GoldenLayer("group_norm_images") { GroupNorm(groups: 2, 4, epsilon: 0.1, dtype: $0) },
        GoldenLayer("group_norm_plain") { GroupNorm(groups: 3, 6, affine: false, dtype: $0) },
        GoldenLayer("instance_norm1d") { InstanceNorm1d(3, dtype: $0) },
        GoldenLayer("instance_norm2d") { InstanceNorm2d(3, epsilon: 0.1, affine: true, dtype: $0) },
        GoldenLayer("instance_norm3d") { InstanceNorm3d(2, affine: true, dtype: $0) },
        GoldenLayer("rms_norm") { RMSNorm(5, dtype: $0) },
        GoldenLayer("rms_norm_axes") { RMSNorm([3, 4], epsilon: 0.1, dtype: $0) },
        GoldenLayer("rms_norm_plain") { RMSNorm(4, affine: false, dtype: $0) },
    ]

    static let lookUps =
        [GoldenLayer("embedding_padding") { Embedding(6, 4, paddingIndex: 2, dtype: $0) }]
        + [EmbeddingBag.Mode.sum, .mean, .max].flatMap { mode in
            [
                GoldenLayer("embedding_bag.\(mode)") { EmbeddingBag(6, 4, mode: mode, dtype: $0) },
                GoldenLayer("embedding_bag.\(mode)_padding") {
                    EmbeddingBag(6, 4, mode: mode, paddingIndex: 2, dtype: $0)
                },
            ]
        }

    static let resamplings = [
        resampling("nearest", Upsample(scale: 2)),
        resampling("nearest_size", Upsample(size: [5, 2])),
        resampling("nearest_scale", Upsample(scale: [1.7, 0.6])),
        resampling("nearest1d", Upsample(size: 7)),
        resampling("nearest3d", Upsample(scale: [1, 2, 3])),
        resampling("linear", Upsample(scale: 2, mode: .linear)),
        resampling("linear_scale", Upsample(scale: 1.3, mode: .linear)),
        resampling("linear_corners", Upsample(size: 8, mode: .linear, alignCorners: true)),
        resampling("bilinear", Upsample(scale: [2, 1.5], mode: .bilinear)),
        resampling("bilinear_smaller", Upsample(size: [3, 2], mode: .bilinear)),
        resampling("bilinear_corners", Upsample(scale: 2, mode: .bilinear, alignCorners: true)),
        resampling("bilinear_corners_one", Upsample(size: [1, 4], mode: .bilinear, alignCorners: true)),
        resampling("trilinear", Upsample(scale: 2, mode: .trilinear)),
        resampling("trilinear_corners", Upsample(size: [3, 2, 5], mode: .trilinear, alignCorners: true)),
        resampling("bicubic", Upsample(scale: 2, mode: .bicubic)),
        resampling("bicubic_scale", Upsample(scale: [1.3, 0.7], mode: .bicubic)),
        resampling("bicubic_corners", Upsample(size: [7, 5], mode: .bicubic, alignCorners: true)),
        resampling("nearest_exact", Upsample(size: [5, 2], mode: .nearestExact)),
        resampling("nearest_exact_scale", Upsample(scale: [1.7, 0.6], mode: .nearestExact)),
    ]

    static let rearrangements = [
        GoldenLayer("pixel_shuffle") { _ in PixelShuffle(2) },
        GoldenLayer("pixel_unshuffle") { _ in PixelUnshuffle(3) },
        GoldenLayer("zero_pad") { _ in ZeroPad(before: [0, 1], after: [3, 2]) },
        GoldenLayer("crop") { _ in Crop(before: [0, 1], after: [1, 2]) },
        GoldenLayer("unflatten") { _ in Unflatten(1, [2, -1]) },
    ]

    private static func resampling(
        _ name: String, _ layer: @autoclosure @escaping @Sendable () -> Upsample
    ) -> GoldenLayer {
        GoldenLayer("upsample.\(name)") { _ in layer() }
    }
}

/// Output and gradients of a layer that is loaded with a case's parameters, beside PyTorch's: to 1e-10 in float64 and 1e-5
/// in float32.
///
/// - Parameters:
///   - name: the case in `more_layers.safetensors`.
///   - others: inputs after `x`, of which those of floats have gradients too.
///   - part: the layer for an element type.
///   - apply: its output for `x` and the others.
func expectGolden<Part: Module>(
    _ name: String, others: [String], part: (DType) -> Part, apply: (Part, [Tensor]) -> Tensor
) throws {
    let golden = try Golden("more_layers")
    for (dtype, tolerance) in [(DType.float64, 1e-10), (.float32, 1e-5)] {
        func tensor(_ part: String) throws -> Tensor {
            let tensor = try golden["\(name).\(part)"]
            return tensor.dtype == .float64 ? tensor.cast(to: dtype) : tensor
        }
        let layer = part(dtype)
        let parameters = layer.parameters()
        for (parameter, cell) in parameters { cell.value = try tensor(parameter) }
        let inputs = try (["x"] + others).map { ($0, try tensor($0)) }
        let output = apply(layer, inputs.map(\.1))
        let tolerance = Tolerance.mixed(tolerance)
        expectClose(output, try tensor("output"), tolerance: tolerance, "\(name).output, \(dtype)")
        let sources =
            inputs.filter { $0.1.dtype == dtype } + parameters.map { ($0.name, $0.parameter.value) }
        let all = gradients(of: output, withRespectTo: sources.map(\.1), upstream: try tensor("upstream"))
        for ((source, _), gradient) in zip(sources, all) {
            expectClose(
                gradient, try tensor("d\(source)"), tolerance: tolerance, "\(name).d\(source), \(dtype)")
        }
    }
}

/// The same for a layer of one input.
func expectGolden(_ name: String, _ layer: (DType) -> any Layer) throws {
    try expectGolden(name, others: [], part: { AnyLayer(layer: layer($0)) }, apply: { $0.layer($1[0]) })
}

/// A layer whose type is known at run time only.
private struct AnyLayer: Module {
    let layer: any Layer
    var members: [(name: String, value: Any)] { layer.members }
}
