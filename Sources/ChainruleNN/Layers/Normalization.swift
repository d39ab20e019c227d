import Chainrule

extension Tensor {
    /// The mean over some axes, the distances from it, and their mean square: the biased variance.
    func centered(over axes: [Int]) -> (mean: Tensor, distance: Tensor, variance: Tensor) {
        let mean = mean(axes: Axes(axes), keepDims: true)
        let distance = self - mean
        return (mean, distance, (distance * distance).mean(axes: Axes(axes), keepDims: true))
    }

    /// These distances from a mean, divided by √(variance + ε) and then scaled and shifted as learned.
    func normalized(variance: Tensor, epsilon: Double, weight: Tensor?, bias: Tensor?) -> Tensor {
        let scale = rsqrt(variance + epsilon)
        var output: Tensor
        if let weight, weight.shape == scale.shape {
            // Two factors of every channel are multiplied before they meet the elements.
            output = self * (scale * weight)
        } else {
            output = self * scale
            if let weight { output = output * weight }
        }
        if let bias { output = output + bias }
        return output
    }
}
