import Chainrule

/// Batch normalization of [N, C] or [N, C, L].
public typealias BatchNorm1d = BatchNorm<OneAxis>
/// Batch normalization of [N, C, H, W].
public typealias BatchNorm2d = BatchNorm<TwoAxes>
/// Batch normalization of [N, C, D, H, W].
public typealias BatchNorm3d = BatchNorm<ThreeAxes>

/// Normalizes every channel to mean 0 and variance 1, then applies a learned weight and bias:
/// y = (x − mean) / √(variance + ε) · weight + bias, of the shape of x. Weight and bias, `[C]`, start as 1 and 0.
///
/// In training the mean and the (biased) variance are those of the batch, and the running statistics move
/// toward the batch's mean and unbiased variance by the factor `momentum`; in evaluation (see ``evaluating(_:)``)
/// the running statistics are used. Parameters and buffers have PyTorch's names `weight`, `bias`,
/// `running_mean` and `running_var`; `num_batches_tracked` is not kept, and files with or without it can be loaded. In training, a batch with
/// one value per channel traps: it has no variance.
///
/// Source: Ioffe and Szegedy, "Batch normalization", ICML 2015.
public struct BatchNorm<Spatial: SpatialAxes>: Layer, CustomStringConvertible {
    public let weight: Parameter
    public let bias: Parameter
    public var runningMean: Buffer { statistics.mean }
    public var runningVariance: Buffer { statistics.variance }
    public var momentum: Double { statistics.momentum }
    public let epsilon: Double
    private let statistics: RunningStatistics
    private let trainingGuard = TrainingGuard()

    /// - Parameters:
    ///   - channels: the size of axis 1.
    ///   - momentum: the weight of a batch in the running statistics, 0.1 by default.
    ///   - epsilon: added to the variance before the square root.
    ///   - dtype: the element type of the parameters and of the input.
    /// - Precondition: `channels` is positive.
    public init(
        _ channels: Int, momentum: Double = 0.1, epsilon: Double = 1e-5, dtype: DType = .float32
    ) {
        require(channels > 0, "BatchNorm\(Spatial.count)d(\(channels)): needs a positive number of channels")
        weight = Parameter(.ones([channels], dtype: dtype), name: "weight")
        bias = Parameter(.zeros([channels], dtype: dtype), name: "bias")
        statistics = RunningStatistics(channels, momentum: momentum, dtype: dtype)
        self.epsilon = epsilon
    }

    public func forward(_ input: Tensor) -> Tensor {
        if input.rank == 2 && Spatial.count == 1 {
            requireInput(input, input.shape[1] == channels, "an input [N, \(channels)]")
        } else {
            requireInput(input, channels: channels, Spatial.self)
        }
        requireInput(input, like: weight)
        switch trainingGuard.mode(of: "\(self)") {
        case .training:
            let (mean, distance, variance) = input.centered(over: [0] + Array(2..<input.rank))
            trackStatistics(mean, variance, of: input)
            return normalized(distance, variance)
        case .evaluation:
            let distance = input - runningMean.value.perChannel(rank: input.rank)
            return normalized(distance, runningVariance.value.perChannel(rank: input.rank))
        }
    }

    private func normalized(_ distance: Tensor, _ variance: Tensor) -> Tensor {
        distance.normalized(
            variance: variance, epsilon: epsilon, weight: weight.value.perChannel(rank: distance.rank),
            bias: bias.value.perChannel(rank: distance.rank))
    }

    private func trackStatistics(_ mean: Tensor, _ variance: Tensor, of input: Tensor) {
        let count = input.shape.elementCount / channels
        // A single value per channel has no variance.
        if count == input.shape[0] { BatchDemands.note(smallestBatch: 2) }
        require(
            count > 1,
            "\(self): expected more than one value per channel in training mode; predict inside evaluating { }"
        )
        statistics.follow(mean, variance, count: count)
    }

    public var members: [(name: String, value: Any)] {
        [("weight", weight), ("bias", bias)] + statistics.members + [("guard", trainingGuard)]
    }

    /// As in `BatchNorm2d(64)`, followed by the dotted name if the layer has been found in a module.
    public var description: String { weight.layer("BatchNorm\(Spatial.count)d(\(channels))") }

    private var channels: Int { weight.type.shape[0] }
}
