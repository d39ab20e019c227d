import Chainrule

/// x/(1 + |x|) of every element, whose slope is 1/(1 + |x|)².
///
/// Source: Turian, Bergstra and Bengio, "Quadratic features and deep architectures for chunking", NAACL 2009.
public func softsign(_ x: Tensor) -> Tensor {
    // The quotient rule would subtract two nearly equal numbers where |x| is large.
    customGradient([x]) {
        $0[0] / (1 + abs($0[0]))
    } gradient: { upstream, inputs, _ in
        let distance = 1 + abs(inputs[0])
        return [upstream / distance / distance]
    }
}

/// x/(1 + |x|) as a layer: ``softsign(_:)``.
public struct Softsign: Layer {
    public init() {}
    public func forward(_ input: Tensor) -> Tensor { softsign(input) }
}
