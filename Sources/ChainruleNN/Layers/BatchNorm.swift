import Chainrule

/// Batch normalization of [N, C] or [N, C, L].
public typealias BatchNorm1d = BatchNorm<OneAxis>
/// Batch normalization of [N, C, H, W].
public typealias BatchNorm2d = BatchNorm<TwoAxes>
/// Batch normalization of [N, C, D, H, W].
public typealias BatchNorm3d = BatchNorm<ThreeAxes>

/// Normalizes every channel to mean 0 and variance 1, then applies a learned weight and bias, if `affine`:
/// y = (x − mean) / √(variance + ε) · weight + bias, of the shape of x. Weight and bias, `[C]`, start as 1 and 0.
///
/// In training the mean and the (biased) variance are those of the batch, and the running statistics move
/// toward the batch's mean and unbiased variance by the factor `momentum`; in evaluation (see ``evaluating(_:)``)
/// the running statistics are used. Without `tracksStatistics` there are none, and evaluation uses the batch's, too.
/// Parameters and buffers have PyTorch's names `weight`, `bias`, `running_mean` and `running_var`; `num_batches_tracked` is
/// not kept, and files with or without it can be loaded. Where the batch's statistics are used, one value per channel
/// traps: it has no variance.
///
/// Source: Ioffe and Szegedy, "Batch normalization", ICML 2015.
public struct BatchNorm<Spatial: SpatialAxes>: Layer, CustomStringConvertible {
    public let weight: Parameter?
    public let bias: Parameter?
    public var runningMean: Buffer? { statistics?.mean }
    public var runningVariance: Buffer? { statistics?.variance }
    public let channels: Int
    public let epsilon: Double
    private let statistics: RunningStatistics?
    private let trainingGuard = TrainingGuard()

    /// - Parameters:
    ///   - channels: the size of axis 1.
    ///   - momentum: the weight of a batch in the running statistics, 0.1 by default.
    ///   - epsilon: added to the variance before the square root.
    ///   - affine: whether there are a weight and a bias; by default there are.
    ///   - tracksStatistics: whether there are running statistics, for evaluation; by default there are.
    ///   - dtype: the element type of parameters and buffers and, if there are any, of the input.
    /// - Precondition: `channels` is positive.
    public init(
        _ channels: Int, momentum: Double = 0.1, epsilon: Double = 1e-5, affine: Bool = true,
        tracksStatistics: Bool = true, dtype: DType = .float32
    ) {
        require(channels > 0, "BatchNorm\(Spatial.count)d(\(channels)): needs a positive number of channels")
        weight = affine ? Parameter(.ones([channels], dtype: dtype), name: "weight") : nil
        bias = affine ? Parameter(.zeros([channels], dtype: dtype), name: "bias") : nil
        statistics = tracksStatistics ? RunningStatistics(channels, momentum: momentum, dtype: dtype) : nil
        self.channels = channels
        self.epsilon = epsilon
    }

    public func forward(_ input: Tensor) -> Tensor {
        if input.rank == 2 && Spatial.count == 1 {
            requireInput(input, input.shape[1] == channels, "an input [N, \(channels)]")
        } else {
            requireInput(input, channels: channels, Spatial.self)
        }
        if let weight { requireInput(input, like: weight) }
        guard let statistics else { return normalizedByItself(input).output }
        switch trainingGuard.mode(of: "\(self)") {
        case .training:
            let (output, mean, variance) = normalizedByItself(input)
            statistics.follow(mean, variance, count: input.shape.elementCount / channels)
            return output
        case .evaluation:
            let distance = input - statistics.mean.value.perChannel(rank: input.rank)
            return normalized(distance, statistics.variance.value.perChannel(rank: input.rank))
        }
    }

    /// By the mean and the variance of the batch.
    private func normalizedByItself(_ input: Tensor) -> (output: Tensor, mean: Tensor, variance: Tensor) {
        let count = input.shape.elementCount / channels
        // A single value per channel has no variance.
        if count == input.shape[0] { BatchDemands.note(smallestBatch: 2) }
        require(
            count > 1,
            "\(self): expected more than one value per channel in training mode; predict inside evaluating { }"
        )
        let (mean, distance, variance) = input.centered(over: [0] + Array(2..<input.rank))
        return (normalized(distance, variance), mean, variance)
    }

    private func normalized(_ distance: Tensor, _ variance: Tensor) -> Tensor {
        distance.normalized(
            variance: variance, epsilon: epsilon, weight: weight?.value.perChannel(rank: distance.rank),
            bias: bias?.value.perChannel(rank: distance.rank))
    }

    public var members: [(name: String, value: Any)] {
        let parameters = [("weight", weight as Any), ("bias", bias as Any)]
        return parameters + (statistics?.members ?? []) + [("guard", trainingGuard)]
    }

    /// As in `BatchNorm2d(64)`, followed by the dotted name if the layer has been found in a module.
    public var description: String {
        let summary = "BatchNorm\(Spatial.count)d(\(channels))"
        return (weight ?? statistics?.mean as ModuleVariable?)?.layer(summary) ?? summary
    }
}
