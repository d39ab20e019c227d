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
    public let runningMean: Buffer
    public let runningVariance: Buffer
    public let momentum: Double
    public let epsilon: Double
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
        let (zeros, ones) = (Tensor.zeros([channels], dtype: dtype), Tensor.ones([channels], dtype: dtype))
        weight = Parameter(ones, name: "weight")
        bias = Parameter(zeros, name: "bias")
        runningMean = Buffer(zeros, name: "running_mean")
        runningVariance = Buffer(ones, name: "running_var")
        self.momentum = momentum
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
            let axes = Axes([0] + Array(2..<input.rank))
            let mean = input.mean(axes: axes, keepDims: true)
            let distance = input - mean
            let variance = (distance * distance).mean(axes: axes, keepDims: true)
            let count = input.shape.elementCount / channels
            // A single value per channel has no variance.
            if count == input.shape[0] { BatchDemands.note(smallestBatch: 2) }
            trackStatistics(mean, variance, count: count)
            return transformed(distance, variance)
        case .evaluation:
            let distance = input - runningMean.value.perChannel(rank: input.rank)
            return transformed(distance, runningVariance.value.perChannel(rank: input.rank))
        }
    }

    /// The distances from the mean, scaled to variance 1 and then as learned.
    private func transformed(_ distance: Tensor, _ variance: Tensor) -> Tensor {
        let scale = rsqrt(variance + epsilon) * weight.value.perChannel(rank: distance.rank)
        return distance * scale + bias.value.perChannel(rank: distance.rank)
    }

    /// Moves the running statistics toward those of a batch with `count` numbers per channel.
    private func trackStatistics(_ mean: Tensor, _ variance: Tensor, count: Int) {
        require(
            count > 1,
            "\(self): expected more than one value per channel in training mode; predict inside evaluating { }"
        )
        let share = RunningStatistics.share ?? momentum
        func mixed(_ running: Buffer, _ batch: Tensor) -> Tensor {
            running.value * (1 - share) + batch.reshaped(to: running.type.shape) * share
        }
        let unbiased = variance * (Double(count) / Double(count - 1))
        assign([
            (runningMean, mixed(runningMean, mean)), (runningVariance, mixed(runningVariance, unbiased)),
        ])
    }

    public var members: [(name: String, value: Any)] {
        [
            ("weight", weight), ("bias", bias), ("running_mean", runningMean),
            ("running_var", runningVariance), ("guard", trainingGuard),
        ]
    }

    /// As in `BatchNorm2d(64)`, followed by the dotted name if the layer has been found in a module.
    public var description: String { weight.layer("BatchNorm\(Spatial.count)d(\(channels))") }

    private var channels: Int { weight.type.shape[0] }
}
