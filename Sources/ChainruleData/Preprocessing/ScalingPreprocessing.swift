import Chainrule

/// A preprocessing that shifts and scales every element by numbers fitted to the training set.
public protocol ScalingPreprocessing: InvertiblePreprocessing {
    /// What the elements are shifted and scaled by.
    var scaling: FeatureScaling { get }
}

extension ScalingPreprocessing {
    /// (x − offset) / scale, where NaN stays NaN.
    public func apply(to inputs: Tensor) -> Tensor {
        requireShape(inputs, scaling.exampleShape)
        return scaling.apply(to: inputs)
    }

    /// x · scale + offset
    public func inverse(of outputs: Tensor) -> Tensor {
        requireShape(outputs, scaling.exampleShape)
        return scaling.inverse(of: outputs)
    }
}
