import Chainrule
import ChainruleNN
import Testing

/// A layer and inputs to compile it for.
struct CompiledLayer: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let layer: @Sendable () -> any Module
    let shapes: [Shape]
    var integers = false
    let apply: @Sendable (any Module, [Tensor]) -> Tensor

    /// A layer with one input of numbers, or of indices below 4.
    init(
        _ layer: @autoclosure @escaping @Sendable () -> any Layer, _ shape: Shape, integers: Bool = false
    ) {
        testDescription = "\(layer()) of \(shape)"
        self.layer = layer
        shapes = [shape]
        self.integers = integers
        apply = { ($0 as! any Layer)($1[0]) }
    }

    /// A module that is applied to several inputs.
    init<Part: Module & SendableMetatype>(
        _ part: @autoclosure @escaping @Sendable () -> Part, _ shapes: [Shape], integers: Bool = false,
        apply: @escaping @Sendable (Part, [Tensor]) -> Tensor
    ) {
        testDescription = "\(part()) of \(shapes)"
        layer = part
        self.shapes = shapes
        self.integers = integers
        self.apply = { apply($0 as! Part, $1) }
    }

    var inputs: [Tensor] {
        shapes.enumerated().map { number, shape in
            let numbers = Tensor.uniform(shape, in: 0..<4, from: Generator(seed: UInt64(number)))
            return integers && number < 2 ? numbers.cast(to: .int32) : numbers
        }
    }

    private static let images: Shape = [2, 4, 6, 6]

    static let all: [CompiledLayer] =
        sums + recurrent + attention + poolings + lookUps + random + normalizations + arrangements
        + activations

    private static let recurrent = [
        CompiledLayer(RNN(3, 4, layers: 2, nonlinearity: .relu), [5, 2, 3]),
        CompiledLayer(LSTM(3, 4, batchFirst: true, bidirectional: true), [2, 5, 3]),
        CompiledLayer(LSTM(3, 4, peepholes: true, projection: 2), [5, 2, 3]),
        CompiledLayer(GRU(3, 4, layers: 2), [5, 2, 3]),
        CompiledLayer(GRU(3, 4), [[5, 2, 3], [1, 2, 4]]) { $0($1[0], from: $1[1], lengths: [3, 5]).outputs },
    ]

    private static let sums = [
        CompiledLayer(Linear(6, 3), [4, 6]), CompiledLayer(Conv1d(4, 6, kernel: 3, groups: 2), [2, 4, 9]),
        CompiledLayer(Conv2d(4, 8, kernel: 3, padding: 1, groups: 4), images),
        CompiledLayer(Conv3d(2, 3, kernel: 2), [2, 2, 4, 5, 4]),
        CompiledLayer(ConvTranspose1d(4, 6, kernel: 3, stride: 2), [2, 4, 5]),
        CompiledLayer(
            ConvTranspose2d(4, 6, kernel: 3, stride: 2, padding: 1, outputPadding: 1, groups: 2), images),
        CompiledLayer(ConvTranspose2d(4, 4, kernel: 2, stride: 2, groups: 4), images),
        CompiledLayer(ConvTranspose2d(4, 2, kernel: 2, outputPadding: 2, dilation: 3), images),
        CompiledLayer(ConvTranspose3d(2, 3, kernel: 2, stride: 2), [2, 2, 3, 3, 4]),
        CompiledLayer(Bilinear(3, 5, 4), [[6, 3], [6, 5]]) { $0($1[0], $1[1]) },
    ]

    private static let attention = [
        CompiledLayer(MultiheadAttention(8, heads: 2, dropout: 0.1), [2, 5, 8]),
        CompiledLayer(MultiheadAttention(8, heads: 2, isCausal: true, rotary: RotaryPositions()), [2, 5, 8]),
        CompiledLayer(MultiheadAttention(8, heads: 2), [[2, 5, 8], [2, 3, 8]]) {
            $0.attend($1[0], to: $1[1], padding: $1[1][0..., 0..., 0] .> 2).output
        },
        CompiledLayer(LearnedPositions(6, 4), [2, 5, 4]), CompiledLayer(SinusoidalPositions(), [2, 5, 4]),
        CompiledLayer(RotaryPositions(), [2, 5, 4]),
        CompiledLayer(TransformerBlock(8, heads: 2, isCausal: true), [2, 5, 8]),
        CompiledLayer(TransformerBlock(8, heads: 2, normFirst: false, activation: ReLU()), [2, 5, 8]),
    ]

    private static let poolings = [
        CompiledLayer(MaxPool1d(2), [2, 4, 9]),
        CompiledLayer(MaxPool2d(3, stride: 2, ceilMode: true), images),
        CompiledLayer(MaxPool3d(2, padding: 1), [2, 3, 5, 4, 6]),
        CompiledLayer(AvgPool1d(2), [2, 4, 9]),
        CompiledLayer(AvgPool2d(3, stride: 2, padding: 1, ceilMode: true), images),
        CompiledLayer(AvgPool3d(2, countIncludesPadding: false), [2, 3, 5, 4, 6]),
        CompiledLayer(AvgPool3d(2, divisor: 3), [2, 3, 5, 4, 6]),
        CompiledLayer(AdaptiveAvgPool2d(3), images), CompiledLayer(AdaptiveAvgPool2d(4), images),
        CompiledLayer(AdaptiveAvgPool3d([2, 3, 2]), [2, 3, 5, 4, 6]),
        CompiledLayer(AdaptiveMaxPool2d(3), images), CompiledLayer(AdaptiveMaxPool2d(4), images),
        CompiledLayer(GlobalMaxPool(), images), CompiledLayer(GlobalAveragePool(), images),
        CompiledLayer(GlobalMaxPool(), [2, 3, 5, 4, 6]),
    ]

    private static let lookUps = [
        CompiledLayer(Embedding(4, 8), [3, 5], integers: true),
        CompiledLayer(Embedding(4, 8, paddingIndex: 1), [3, 5], integers: true),
        CompiledLayer(EmbeddingBag(4, 8, mode: .sum), [3, 5], integers: true),
        CompiledLayer(EmbeddingBag(4, 8, paddingIndex: 1), [3, 5], integers: true),
        CompiledLayer(EmbeddingBag(4, 8, mode: .max), [3, 5], integers: true),
        CompiledLayer(EmbeddingBag(4, 8), [[9], [3]], integers: true) { $0($1[0], offsets: $1[1]) },
        CompiledLayer(EmbeddingBag(4, 8, mode: .max), [[9], [3]], integers: true) {
            $0($1[0], offsets: $1[1])
        },
        CompiledLayer(EmbeddingBag(4, 8, includesLastOffset: true), [[9], [3]], integers: true) {
            $0($1[0], offsets: $1[1])
        },
        CompiledLayer(EmbeddingBag(4, 8, mode: .sum), [[9], [3], [9]], integers: true) {
            $0($1[0], offsets: $1[1], weights: $1[2])
        },
    ]

    private static let random = [
        CompiledLayer(Dropout(), images), CompiledLayer(Dropout1d(), [2, 4, 9]),
        CompiledLayer(Dropout2d(), images), CompiledLayer(AlphaDropout(), images),
        CompiledLayer(DropConnect(Linear(6, 3)), [4, 6]),
        CompiledLayer(DropConnect(Conv2d(4, 3, kernel: 3)), images),
    ]

    private static let normalizations = [
        CompiledLayer(BatchNorm1d(4), [5, 4]), CompiledLayer(BatchNorm2d(4), images),
        CompiledLayer(BatchNorm3d(3), [2, 3, 5, 4, 6]), CompiledLayer(LayerNorm([6, 6]), images),
        CompiledLayer(GroupNorm(groups: 2, 4), images), CompiledLayer(InstanceNorm2d(4), images),
        CompiledLayer(InstanceNorm2d(4, affine: true, tracksStatistics: true), images),
        CompiledLayer(RMSNorm(6), [4, 6]), CompiledLayer(LocalResponseNorm(3), images),
    ]

    private static let arrangements = [
        CompiledLayer(Flatten(), images), CompiledLayer(Unflatten(1, [2, 2]), images),
        CompiledLayer(PixelShuffle(2), images), CompiledLayer(PixelUnshuffle(2), images),
        CompiledLayer(ZeroPad(before: [1, 0], after: [2, 3]), images),
        CompiledLayer(Crop(before: [1, 0], after: [2, 3]), images),
        CompiledLayer(Upsample(scale: 2), images), CompiledLayer(Upsample(scale: 1.5), images),
        CompiledLayer(Upsample(scale: 2, mode: .linear), [2, 4, 9]),
        CompiledLayer(Upsample(size: 9, mode: .bilinear, alignCorners: true), images),
        CompiledLayer(Upsample(scale: 2, mode: .trilinear), [2, 3, 5, 4, 6]),
        CompiledLayer(Upsample(scale: 2, mode: .bicubic), images),
        CompiledLayer(Lambda { $0 * 2 }, images),
        CompiledLayer(
            Residual(shortcut: Conv2d(4, 3, kernel: 1)) { Conv2d(4, 3, kernel: 3, padding: 1) }, images),
        CompiledLayer(
            Parallel {
                MaxPool2d(3, stride: 1, padding: 1)
                Sequential {
                    Conv2d(4, 3, kernel: 3, padding: 1)
                    ReLU()
                }
            }, images),
        CompiledLayer(Sequential { Conv2d(4, 3, kernel: 3).named("conv") }, images),
    ]

    private static let activations: [CompiledLayer] = [
        .init(ReLU(), images), .init(ReLU6(), images), .init(LeakyReLU(), images), .init(PReLU(4), images),
        .init(RReLU(), images), .init(ELU(), images), .init(SELU(), images), .init(CELU(), images),
        .init(GELU(), images), .init(GELU(approximate: .tanh), images), .init(SiLU(), images),
        .init(HardSwish(), images), .init(Mish(), images), .init(Sigmoid(), images),
        .init(HardSigmoid(), images), .init(Tanh(), images), .init(HardTanh(), images),
        .init(Softsign(), images), .init(Softplus(), images), .init(BinaryStep(), images),
        .init(Maxout(2), images), .init(GLU(), images), .init(GLU(axis: 1), images),
        .init(Softmax(), images), .init(LogSoftmax(), images), .init(Sparsemax(), images),
    ]
}
