import Chainrule
import ChainruleNN

/// A network that learns its own input by way of a code of few numbers: an encoder, and a decoder that mirrors it.
///
/// `[784, 1000, 500, 250, 30]` is the deep autoencoder of Hinton and Salakhutdinov: sigmoids between the layers, a linear
/// code of 30 numbers, and outputs without a sigmoid. `[N, ...]` inputs become `[N, 784]`.
///
/// The authors pretrained it as a stack of restricted Boltzmann machines, see ``machines(from:)`` and ``unroll(_:)``.
///
/// Source: Hinton and Salakhutdinov, "Reducing the dimensionality of data with neural networks", Science 313, 2006.
public struct Autoencoder: Layer {
    public let encoder, decoder: Sequential
    /// The sizes from the input to the code.
    public let sizes: [Int]

    /// - Parameter sizes: the sizes from the input to the code.
    /// - Precondition: there are at least two sizes.
    public init(_ sizes: [Int]) {
        require(sizes.count >= 2, "Autoencoder: needs the sizes of an input and a code, got \(sizes)")
        self.sizes = sizes
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

extension Autoencoder {
    /// New restricted Boltzmann machines, one for each layer of the encoder: the hidden units of the last, the code, are
    /// Gaussian, all others binary.
    ///
    /// - Parameter generator: the random generator of the initial weights.
    public func machines(from generator: Generator = .current) -> [RestrictedBoltzmannMachine] {
        zip(sizes, sizes.dropFirst()).enumerated().map { index, pair in
            RestrictedBoltzmannMachine(
                visible: pair.0, hidden: pair.1,
                hiddenUnits: index == sizes.count - 2 ? .gaussian : .binary, from: generator)
        }
    }

    /// Takes over the weights of a stack of machines, each trained on the hidden units of the one before: the encoder has
    /// their weights and hidden biases, the decoder the transposed weights and the visible biases, in reverse.
    ///
    /// - Precondition: there is a machine of the right size for each layer of the encoder.
    public func unroll(_ machines: [RestrictedBoltzmannMachine]) {
        let (encoders, decoders) = (Self.linearLayers(encoder), Self.linearLayers(decoder))
        let shapes = zip(sizes, sizes.dropFirst()).map { Shape([$1, $0]) }
        require(
            machines.map(\.weight.type.shape) == shapes,
            "Autoencoder: the machines' weights are \(machines.map(\.weight.type.shape)), expected \(shapes)")
        for (machine, (encoder, decoder)) in zip(machines, zip(encoders, decoders.reversed())) {
            encoder.weight.value = machine.weight.value
            encoder.bias!.value = machine.hiddenBias.value
            decoder.weight.value = machine.weight.value.transposed()
            decoder.bias!.value = machine.visibleBias.value
        }
    }

    private static func linearLayers(_ layers: Sequential) -> [Linear] {
        layers.layers.flatMap { layer -> [Linear] in
            (layer as? Linear).map { [$0] } ?? (layer as? Sequential).map(linearLayers) ?? []
        }
    }
}
