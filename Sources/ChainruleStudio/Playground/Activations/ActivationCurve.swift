import Chainrule
import ChainruleNN

/// An activation function with its derivative, and what it does to normally distributed inputs.
package struct ActivationCurve: ComputedFrame {
    /// What a reader chooses.
    package struct Settings: PlaygroundSettings {
        package var activation = ActivationChoice.relu
        /// The slope of a leaky ReLU for negative inputs.
        package var slope = 0.01
        /// The mean of the inputs.
        package var mean = 0.0
        /// The standard deviation of the inputs.
        package var deviation = 1.0

        package init() {}
    }

    /// Where the curves are drawn.
    package let x: [Double]
    package let values: [Double]
    package let derivatives: [Double]
    /// How the inputs are distributed over the same range.
    package let inputs: Histogram
    /// How the outputs and the derivatives at the inputs are distributed.
    package let outputs: Histogram
    package let slopes: Histogram
    /// The share of inputs at which the derivative is exactly zero.
    package let deadShare: Double
    /// The share at which it is below 0.01 in size, exact zeros included.
    package let flatShare: Double
    /// The mean size of the derivative: by so much a gradient shrinks or grows on average.
    package let meanSlope: Double
    /// The mean and standard deviation of the outputs.
    package let outputMean: Double
    package let outputDeviation: Double

    /// The range of the plot.
    package static let range = -6.0...6.0
    private static let pointCount = 481
    private static let sampleCount = 20_000
    private static let flatness = 0.01

    package init(_ settings: Settings) throws {
        try settings.check(settings.slope, within: 0...1, "slope", setting: "slope")
        try settings.check(settings.mean, within: -10...10, "mean of the inputs", setting: "mean")
        try settings.check(
            settings.deviation, within: 0...10, "standard deviation of the inputs", setting: "deviation")
        let layer = settings.activation.layer(slope: settings.slope)
        func applied(to inputs: Tensor) -> (values: [Double], slopes: [Double]) {
            let outputs = layer(inputs)
            let slopes = gradients(of: outputs.sum(), withRespectTo: inputs, unused: .zeros)
            return (outputs.scalars(), slopes.scalars())
        }
        let step = (Self.range.upperBound - Self.range.lowerBound) / Double(Self.pointCount - 1)
        x = (0..<Self.pointCount).map { Self.range.lowerBound + Double($0) * step }
        (values, derivatives) = applied(to: Tensor(x, shape: [x.count]))

        let samples = Tensor.normal(
            [Self.sampleCount], mean: settings.mean, deviation: settings.deviation, dtype: .float64,
            from: Generator(seed: 0))
        let (outputs, slopes) = applied(to: samples)
        inputs = Histogram(
            samples.scalars(), in: Float(Self.range.lowerBound)...Float(Self.range.upperBound))
        self.outputs = Histogram(outputs.map { Float($0) })
        self.slopes = Histogram(slopes.map { Float(abs($0)) })
        let count = Double(Self.sampleCount)
        deadShare = Double(slopes.count { $0 == 0 }) / count
        flatShare = Double(slopes.count { abs($0) < Self.flatness }) / count
        meanSlope = slopes.reduce(0) { $0 + abs($1) } / count
        let distribution = Distribution(of: outputs)
        (outputMean, outputDeviation) = (distribution.mean, distribution.deviation)
    }
}
