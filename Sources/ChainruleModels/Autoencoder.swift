import Chainrule
import ChainruleNN

/// A network that learns its own input by way of a code of few numbers: an encoder, and a decoder that mirrors it.
///
/// `[784, 1000, 500, 250, 30]` is the deep autoencoder of Hinton and Salakhutdinov: sigmoids between the layers, a linear
/// code of 30 numbers, and outputs without a sigmoid. `[N, ...]` inputs become `[N, 784]`.
///
/// Source: Hinton and Salakhutdinov, "Reducing the dimensionality of data with neural networks", Science 313, 2006.
public struct Autoencoder: Layer {
    public let encoder, decoder: Sequential

    /// - Parameter sizes: the sizes from the input to the code.
    /// - Precondition: there are at least two sizes.
    public init(_ sizes: [Int]) {
        require(sizes.count >= 2, "Autoencoder: needs the sizes of an input and a code, got \(sizes)")
        encoder = Sequential {
            Flatten()
            Self.layers(sizes)
        }
        decoder = Self.layers(sizes.reversed())
    }

    public func forward(_ input: Tensor) -> Tensor { decoder(encoder(input)) }

    private static func layers(_ sizes: [Int]) -> Sequential {
        Sequential {
            for (index, (inputs, outputs)) in zip(sizes, sizes.dropFirst()).enumerated() {
                if index > 0 { Sigmoid() }
                Linear(inputs, outputs)
            }
        }
    }
}
