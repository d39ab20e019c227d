import Chainrule
import ChainruleNN

/// LeNet-5: seven layers with 60 000 parameters that read checks (LeCun, Bottou, Bengio and Haffner, "Gradient-based
/// learning applied to document recognition", 1998).
///
/// Images `[N, 1, 32, 32]`, or `[N, 1, 28, 28]` that are padded, become scores `[N, classes]`: minus half the squared
/// distance between the 84 units of F6 and the code of each class. For ten classes the codes are drawings of the digits
/// in 7 × 12 pixels of 1 and −1, as in the original; for others they are random. With softmax cross-entropy the loss is the
/// original's equation 9 without its constant j.
public struct LeNet5: Layer {
    public let c1: Conv2d
    public let s2: Subsampling
    public let c3: TableConvolution
    public let s4: Subsampling
    public let c5: Conv2d
    public let f6: Linear
    /// The codes `[classes, 84]`, which are not learned.
    public let codes: ChainruleNN.Buffer

    /// - Parameters:
    ///   - side: the rows and columns of the images, 28 or 32.
    ///   - classCount: the number of classes.
    ///   - generator: the random generator of the initial values.
    public init(side: Int = 28, classCount: Int = 10, from generator: Generator = .current) {
        require(side == 28 || side == 32, "LeNet5: images of \(side) × \(side), expected 28 × 28 or 32 × 32")
        c1 = Conv2d(1, 6, kernel: 5, padding: (32 - side) / 2, weights: .leCun, from: generator)
        s2 = Subsampling(6)
        c3 = TableConvolution(from: generator)
        s4 = Subsampling(16)
        c5 = Conv2d(16, 120, kernel: 5, weights: .leCun, from: generator)
        // Near zero at first, at the same distance from all codes.
        f6 = Linear(120, 84, weights: .normal(deviation: 0.01), from: generator)
        let drawn = (Tensor.uniform([classCount, 84], from: generator) .> 0.5).cast(to: .float32) * 2 - 1
        codes = ChainruleNN.Buffer(classCount == 10 ? DigitCodes.tensor : drawn, name: "codes")
    }

    public func forward(_ images: Tensor) -> Tensor {
        let maps = squash(c3(squash(s2(squash(c1(images))))))
        let features = squash(f6(squash(c5(squash(s4(maps)))).flattened(from: 1)))
        let distances = features.expandingDimension(at: 1) - codes.value
        return (distances * distances).sum(axes: 2) * -0.5
    }

    /// 1.7159·tanh(⅔x), which is 1 at 1 and −1 at −1.
    private func squash(_ x: Tensor) -> Tensor { tanh(x * (2.0 / 3)) * 1.7159 }

    /// The mean of 2 × 2 elements, multiplied by a coefficient and shifted by a bias of the map.
    public struct Subsampling: Layer {
        public let weight, bias: Parameter

        init(_ maps: Int) {
            weight = Parameter(.ones([1, maps, 1, 1]), name: "weight")
            bias = Parameter(.zeros([1, maps, 1, 1]), name: "bias")
        }

        public func forward(_ maps: Tensor) -> Tensor {
            averagePool(maps, kernel: 2) * weight.value + bias.value
        }
    }

    /// C3: 16 maps, each a 5 × 5 convolution of some of the 6 maps before it, which keeps the number of connections low
    /// and breaks symmetry.
    public struct TableConvolution: Layer {
        /// Which maps each map is connected to (Table I).
        static let table = [
            [0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [0, 4, 5], [0, 1, 5], [0, 1, 2, 3], [1, 2, 3, 4],
            [2, 3, 4, 5], [0, 3, 4, 5], [0, 1, 4, 5], [0, 1, 2, 5], [0, 1, 3, 4], [1, 2, 4, 5], [0, 2, 3, 5],
            [0, 1, 2, 3, 4, 5],
        ]

        /// A kernel for each of the 60 connections, `[60, 25]`.
        public let weight: Parameter
        public let bias: Parameter
        /// For every pair of maps `[16 · 6]` its place among the connections; 60 for none.
        private let places: Tensor

        init(from generator: Generator) {
            var next: Int32 = 0
            let places = Self.table.flatMap { sources in
                (0..<6).map { source -> Int32 in
                    guard sources.contains(source) else { return 60 }
                    defer { next += 1 }
                    return next
                }
            }
            self.places = Tensor(places)
            // As many inputs as a map has at least, 75.
            weight = Parameter(
                .normal([60, 25], deviation: 1 / 75.0.squareRoot(), from: generator), name: "weight")
            bias = Parameter(.zeros([1, 16, 1, 1]), name: "bias")
        }

        public func forward(_ maps: Tensor) -> Tensor {
            let kernels = concatenate([weight.value, .zeros([1, 25])], axis: 0).gather(places)
            return convolution(maps, kernels.reshaped(to: [16, 6, 5, 5])) + bias.value
        }
    }
}
