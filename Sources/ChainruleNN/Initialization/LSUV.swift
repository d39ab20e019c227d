import Chainrule

/// Layer-sequential unit-variance initialization: orthogonal weights, then every layer's weight is divided by the
/// standard deviation of its output for a batch, one layer after the other.
///
/// ```swift
/// initializeLSUV(model, images)
/// ```
///
/// Biases become zero, and other weights orthogonal. The layers whose outputs get variance 1 are those of ``Linear`` and
/// ``Conv``; where an output is constant, the weight stays as it is.
///
/// Source: Mishkin and Matas, "All you need is a good init", 2016.
///
/// - Parameters:
///   - model: the model.
///   - batch: an input like those it will be trained on.
///   - tolerance: how far the variance of an output may be from 1.
///   - iterations: how often a weight is divided at most.
///   - generator: the random generator of the orthogonal weights.
/// - Precondition: the model accepts the batch and has a weight.
public func initializeLSUV(
    _ model: some Layer, _ batch: Tensor, tolerance: Double = 0.01, iterations: Int = 10,
    from generator: Generator = .current
) {
    initialize(model, weights: .orthogonal(), biases: .zeros, from: generator)
    for layer in weightedLayers(of: model, batch) {
        for _ in 0..<iterations {
            let output = output(of: layer, in: model, batch)
            let deviation: Double = deviation(of: output).item()
            if deviation == 0 || abs(deviation * deviation - 1) < tolerance { break }
            layer.weight.value = layer.weight.value / deviation
        }
    }
}
