import Chainrule

extension ParameterStep {
    /// Updates the moving average kept under a name, and returns it: decay·average + (1 − decay)·new.
    mutating func average(_ name: String, _ new: Tensor, decay: Double) -> Tensor {
        let average = self[name] * decay + new * (1 - decay)
        self[name] = average
        return average
    }

    /// 1 − decayᵗ after t steps: the moving average of ones.
    ///
    /// Computed as an average it keeps all its digits; a difference of 1 and 0.999 in float32 loses three.
    mutating func averageOfOnes(_ name: String, decay: Double) -> Tensor {
        let average = self[name] * decay + (1 - decay)
        self[name] = average
        return average
    }

    /// Multiplies the value by 1 − learningRate·weightDecay, so that the gradient needs no weight decay any more.
    mutating func decayWeights() {
        if weightDecay > 0 { value = value * (1 - learningRate * weightDecay) }
        weightDecay = 0
    }
}

/// The Euclidean norm of a tensor, √Σx²: a scalar.
func norm(_ x: Tensor) -> Tensor { sqrt((x * x).sum()) }
