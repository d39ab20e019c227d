import Chainrule
import ChainruleNN

/// A network of fully connected layers with a ReLU between each two (Rosenblatt 1961; Rumelhart, Hinton and
/// Williams 1986).
///
/// `[784, 512, 512, 10]` has two hidden layers of 512 units; `[784, 10]` has none and is a linear classifier.
/// The input is flattened from its second axis on, so images `[N, 1, 28, 28]` can be fed as they are; the
/// output is `[N, classes]`, scores without a softmax.
///
/// - Precondition: there are at least two sizes.
public func multilayerPerceptron(_ sizes: [Int]) -> Sequential {
    require(sizes.count >= 2, "multilayerPerceptron: needs an input and an output size, got \(sizes)")
    return Sequential {
        Flatten()
        for (index, (inputs, outputs)) in zip(sizes, sizes.dropFirst()).enumerated() {
            if index > 0 { ReLU() }
            Linear(inputs, outputs)
        }
    }
}
