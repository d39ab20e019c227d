import Chainrule

/// Instance normalization of [N, C, L].
public typealias InstanceNorm1d = InstanceNorm<OneAxis>
/// Instance normalization of [N, C, H, W].
public typealias InstanceNorm2d = InstanceNorm<TwoAxes>
/// Instance normalization of [N, C, D, H, W].
public typealias InstanceNorm3d = InstanceNorm<ThreeAxes>

/// Normalizes every channel of every example to mean 0 and variance 1: y = (x − mean) / √(variance + ε), and with
/// `affine` then y·weight + bias, of the shape of x.
///
/// Mean and (biased) variance are taken over the spatial axes, in training and in evaluation. With `tracksStatistics` they
/// also move running statistics, by the factor `momentum` toward the batch's mean of means and mean of unbiased variances,
/// and evaluation (see ``evaluating(_:)``) uses these. As in PyTorch both are off by default. Parameters and buffers have
/// PyTorch's names `weight`, `bias`, `running_mean` and `running_var`. An example with a single element per channel traps: it
/// has no variance.
///
/// Source: Ulyanov, Vedaldi and Lempitsky, "Instance normalization: the missing ingredient for fast stylization", 2016.
public struct InstanceNorm<Spatial: SpatialAxes>: Layer, CustomStringConvertible {
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
    ///   - epsilon: added to the variance before the square root.
    ///   - momentum: the weight of a batch in the running statistics, 0.1 by default.
    ///   - affine: whether there are a weight and a bias.
    ///   - tracksStatistics: whether there are running statistics, for evaluation.
    ///   - dtype: the element type of parameters and buffers and, if there are any, of the input.
    /// - Precondition: `channels` is positive.
    public init(
        _ channels: Int, epsilon: Double = 1e-5, momentum: Double = 0.1, affine: Bool = false,
        tracksStatistics: Bool = false, dtype: DType = .float32
    ) {
        require(
            channels > 0, "InstanceNorm\(Spatial.count)d(\(channels)): needs a positive number of channels")
        weight = affine ? Parameter(.ones([channels], dtype: dtype), name: "weight") : nil
        bias = affine ? Parameter(.zeros([channels], dtype: dtype), name: "bias") : nil
        statistics =
            tracksStatistics ? RunningStatistics(channels, momentum: momentum, dtype: dtype) : nil
        self.channels = channels
        self.epsilon = epsilon
    }

    public func forward(_ input: Tensor) -> Tensor {
        requireInput(input, channels: channels, Spatial.self)
        if let weight { requireInput(input, like: weight) }
        guard let statistics else { return normalizedByItself(input).output }
        switch trainingGuard.mode(of: "\(self)") {
        case .training:
            let (output, mean, variance) = normalizedByItself(input)
            let count = input.shape.dropFirst(2).reduce(1, *)
            statistics.follow(mean.mean(axes: 0), variance.mean(axes: 0), count: count)
            return output
        case .evaluation:
            let distance = input - statistics.mean.value.perChannel(rank: input.rank)
            return normalized(distance, statistics.variance.value.perChannel(rank: input.rank))
        }
    }

    public var members: [(name: String, value: Any)] {
        let parameters = [("weight", weight as Any), ("bias", bias as Any)]
        return parameters + (statistics?.members ?? []) + [("guard", trainingGuard)]
    }

    /// As in `InstanceNorm2d(64)`, followed by the dotted name if the layer has been found in a module.
    public var description: String {
        let summary = "InstanceNorm\(Spatial.count)d(\(channels))"
        return (weight ?? statistics?.mean as ModuleVariable?)?.layer(summary) ?? summary
    }

    private func normalizedByItself(_ input: Tensor) -> (output: Tensor, mean: Tensor, variance: Tensor) {
        requireInput(
            input, input.shape.dropFirst(2).reduce(1, *) > 1, "more than one element per channel and example")
        let (mean, distance, variance) = input.centered(over: Array(2..<input.rank))
        return (normalized(distance, variance), mean, variance)
    }

    private func normalized(_ distance: Tensor, _ variance: Tensor) -> Tensor {
        distance.normalized(
            variance: variance, epsilon: epsilon, weight: weight?.value.perChannel(rank: distance.rank),
            bias: bias?.value.perChannel(rank: distance.rank))
    }
}
