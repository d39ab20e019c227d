import Chainrule

/// Activation maximization: inputs that excite units of a layer most, found by gradient ascent on the input.
///
/// ```swift
/// let images = ActivationMaximization().inputs(exciting: [0, 1, 2], of: "conv2", in: model, inputShape: [1, 28, 28])
/// ```
///
/// With a the activation of a unit, its gradient g = ∂a/∂x divided by its root mean square, so that the scale of the network
/// does not matter, and λ the L2 penalty, every step is x += `learningRate`·(g − λ·x), which ascends a(x) − ½λ‖x‖². The root
/// mean square of x approaches 1/λ: inputs that were standardized have 1.
///
/// Source: Erhan, Bengio, Courville and Vincent, "Visualizing higher-layer features of a deep network", 2009; the L2
/// penalty Simonyan, Vedaldi and Zisserman, "Deep inside convolutional networks", 2014; the blur Yosinski, Clune, Nguyen,
/// Fuchs and Lipson, "Understanding neural networks through deep visualization", 2015.
public struct ActivationMaximization: Sendable {
    /// The number of steps.
    public var steps: Int
    /// How far a step goes.
    public var learningRate: Double
    /// The coefficient λ of the L2 penalty.
    public var l2: Double
    /// The standard deviation, in pixels, of the Gaussian by which images are blurred after every fourth step, so that fine
    /// patterns, to which networks respond strongly, do not prevail; 0 for no blur.
    public var blur: Double

    private static let blurInterval = 4

    /// - Precondition: there is a step, the learning rate is positive, and nothing is negative.
    public init(steps: Int = 100, learningRate: Double = 0.1, l2: Double = 1, blur: Double = 0) {
        require(
            steps > 0 && learningRate > 0 && l2 >= 0 && blur >= 0,
            "ActivationMaximization: needs a step and a positive learning rate, and neither penalty nor blur may be negative"
        )
        (self.steps, self.learningRate, self.l2, self.blur) = (steps, learningRate, l2, blur)
    }

    /// An input for each of some units, `[units, …]`.
    ///
    /// The model is in evaluation mode, and no parameter changes.
    ///
    /// - Parameters:
    ///   - units: which units: features of a fully connected layer, channels of a convolution, whose activation is the mean
    ///     over all positions.
    ///   - layer: the dotted name of the layer, as in `features.2`.
    ///   - model: the model.
    ///   - inputShape: the shape of one example, without the batch axis.
    ///   - generator: the random generator of the initial inputs, noise with a standard deviation of 0.1.
    /// - Precondition: the model applies the layer once, the layer has such units, and inputs that are blurred are images
    ///   `[channels, height, width]`.
    public func inputs(
        exciting units: [Int], of layer: String, in model: some Layer, inputShape: Shape,
        from generator: Generator = .current
    ) -> Tensor {
        require(
            blur == 0 || inputShape.rank == 3,
            "ActivationMaximization: inputs \(inputShape) are no images [channels, height, width] that can be blurred"
        )
        let step = compile { (inputs: Tensor) in
            let activations = Self.activations(of: layer, in: model, for: inputs)
            require(
                units.allSatisfy((0..<activations.shape[1]).contains),
                "ActivationMaximization: the layer '\(layer)' has \(activations.shape[1]) units, not all of \(units)"
            )
            let chosen = Tensor(units.map { Int32($0) }, shape: [units.count])
                .oneHot(activations.shape[1], dtype: activations.dtype)
            let gradient = gradients(of: (activations * chosen).sum(), withRespectTo: inputs)
            let axes = Axes(Array(1..<inputs.rank))
            let scale = sqrt((gradient * gradient).mean(axes: axes, keepDims: true))
            // Units that no input excites have no gradient.
            let direction = select(gradient / scale, where: scale .> 0, otherwise: 0)
            return inputs + (direction - inputs * l2) * learningRate
        }
        let smooth = compile { (images: Tensor) in blurred(images) }
        var inputs = Tensor.normal(
            Shape([units.count] + Array(inputShape)), deviation: 0.1, from: generator)
        for index in 1...steps {
            inputs = step(inputs)
            if blur > 0 && index.isMultiple(of: Self.blurInterval) && index < steps {
                inputs = smooth(inputs)
            }
        }
        return inputs
    }

    /// The activations `[N, units]` of a layer for inputs `[N, …]`: the means over all positions, where there are several.
    ///
    /// - Precondition: the model applies the layer once.
    public static func activations(of layer: String, in model: some Layer, for inputs: Tensor) -> Tensor {
        let output = evaluating { capture(model, layer) { model(inputs) }[layer] }
        return output.rank > 2 ? output.mean(axes: Axes(Array(2..<output.rank))) : output
    }

    private func blurred(_ images: Tensor) -> Tensor {
        let (channels, reach) = (images.shape[1], Int((2 * blur).rounded(.up)))
        let offsets = Tensor((-reach...reach).map { Float($0) }, shape: [2 * reach + 1])
        let weights = exp(offsets * offsets * (-0.5 / (blur * blur)))
        let row = weights / weights.sum()
        func convolved(_ images: Tensor, _ shape: Shape, _ padding: [Int]) -> Tensor {
            let kernel = row.reshaped(to: shape).broadcast(
                to: Shape([channels] + Array(shape.dropFirst())))
            return convolution(images, kernel, padding: padding, groups: channels)
        }
        return convolved(
            convolved(images, [1, 1, 1, row.shape[0]], [0, reach]), [1, 1, row.shape[0], 1], [reach, 0])
    }
}
