import Chainrule
import ChainruleNN

/// Many Adalines: a layer of linear units with outputs 1 and −1, and an Adaline for each class that listens to them.
///
/// `[N, ...]` images become scores `[N, classes]`. Without hidden units it is a layer of single Adalines, linear
/// classifiers that `leastMeanSquares(_:_:)` and SGD train by the delta rule. The hidden units of the original were
/// trained by trial and error (Madaline rule II); here the gradient passes their step as if it were not there, wherever the
/// sum is between −1 and 1.
///
/// Source: Widrow and Hoff, "Adaptive switching circuits", 1960; Widrow and Lehr, "30 years of adaptive neural networks:
/// perceptron, Madaline, and backpropagation", 1990.
public struct Madaline: Layer {
    public let hidden: Linear?
    public let output: Linear

    /// - Parameters:
    ///   - inputs: the number of inputs.
    ///   - hidden: the number of hidden units, 0 for none.
    ///   - classCount: the number of classes.
    public init(inputs: Int, hidden: Int, classCount: Int) {
        self.hidden = hidden == 0 ? nil : Linear(inputs, hidden)
        output = Linear(hidden == 0 ? inputs : hidden, classCount)
    }

    public func forward(_ images: Tensor) -> Tensor {
        let inputs = images.flattened(from: 1)
        return output(hidden.map { binaryStep(hardTanh($0(inputs))) * 2 - 1 } ?? inputs)
    }
}
