import Chainrule

/// A change of inputs that was fitted to a training set and is then made to all inputs: in training, in validation and for
/// new examples.
///
/// Statistics of the validation set must not be part of it, so it is fitted once and saved with the model; every type is a
/// `Codable` value. Fitting is done in float64, whatever the element type of the inputs.
///
/// ```swift
/// let standardization = try Standardization(fitting: training)
/// let inputs = standardization.apply(to: validation)
/// ```
///
/// An input may come alone or with others along a first axis, so `samples.mapInputs(standardization.apply)` prepares the
/// samples of a set one by one.
public protocol Preprocessing: Sendable, Codable, Equatable {
    /// The inputs as they were fitted to be.
    ///
    /// - Parameter inputs: `[N, …]`, or one input `[…]`, of the shape of those it was fitted to.
    /// - Returns: float64 for float64 inputs, float32 for all others.
    /// - Precondition: the shape is right.
    func apply(to inputs: Tensor) -> Tensor
}

/// A ``Preprocessing`` that can be undone.
public protocol InvertiblePreprocessing: Preprocessing {
    /// The inputs of which ``Preprocessing/apply(to:)`` makes these, up to rounding.
    ///
    /// - Parameter outputs: `[N, …]`, or one output `[…]`.
    /// - Precondition: the shape is right.
    func inverse(of outputs: Tensor) -> Tensor
}

extension Preprocessing {
    /// Ends the program if an input is not of the shape that the preprocessing was fitted to.
    func requireShape(_ tensor: Tensor, _ shape: [Int]) {
        let sizes = Array(tensor.shape)
        require(
            sizes == shape || sizes.dropFirst().elementsEqual(shape) && sizes.count == shape.count + 1,
            "\(Self.self): an input \(tensor.shape), but it was fitted to \(shape)")
    }
}
