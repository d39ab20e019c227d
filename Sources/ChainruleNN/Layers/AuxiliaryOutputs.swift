import Chainrule

/// A network with additional outputs in its middle that help to train it: `Trainer` adds their losses to that of the
/// network's own output, multiplied by ``auxiliaryWeight``.
///
/// In evaluation they are ignored.
///
/// Source: Szegedy and others, "Going deeper with convolutions", CVPR 2015.
public protocol AuxiliaryOutputs: Layer {
    /// What the losses of the additional outputs are multiplied by.
    var auxiliaryWeight: Double { get }

    /// The network's own output, and the additional ones, which are compared with the same targets.
    func outputs(_ input: Tensor) -> (output: Tensor, auxiliary: [Tensor])
}

extension AuxiliaryOutputs {
    /// The network's own output.
    public func forward(_ input: Tensor) -> Tensor { outputs(input).output }
}
