import Chainrule

/// Runs `body` and keeps the outputs of some layers that it applies, for looking at them or at their gradients.
///
/// ```swift
/// let captured = capture(model, "features.2") { softmaxCrossEntropy(model(images), labels) }
/// captured["features.2"]           // the layer's output
/// captured.gradient("features.2")  // the gradient of the loss with respect to it
/// ```
///
/// It can be used inside `compile`; the tensors are then part of the compiled function.
///
/// A layer without parameters that equals another one of the same module, such as the second of two ``ReLU``, is
/// recognized by the order in which the module declares them.
///
/// - Parameters:
///   - model: the module in which the layers are named.
///   - names: the dotted names of layers, as in `features.2`.
///   - body: applies the model; gradients are those of the scalar it returns.
/// - Precondition: every name is that of a layer of the model.
public func capture(_ model: some Module, _ names: String..., body: () throws -> Tensor) rethrows -> Captured
{
    let known = model.layerNames()
    for name in names {
        require(
            known.contains(name),
            "capture: \(type(of: model)) has no layer called '\(name)'; there are "
                + StateError.listed(known.filter { !$0.isEmpty }))
    }
    var outputs = Dictionary(uniqueKeysWithValues: names.map { ($0, [Tensor]()) })
    let result = try LayerCalls.observed(in: model) { call in
        if let name = call.name { outputs[name]?.append(call.output) }
    } during: {
        try body()
    }
    return Captured(result: result, outputs: outputs)
}

extension Module {
    /// The dotted names of all layers, the outermost first; empty for the module itself.
    public func layerNames() -> [String] {
        Search(self).modules.filter { $0.module is any Layer }.map(\.name)
    }
}

/// The outputs of layers that ``capture(_:_:body:)`` has kept.
public struct Captured {
    /// What the body returned.
    public let result: Tensor
    private let outputs: [String: [Tensor]]

    fileprivate init(result: Tensor, outputs: [String: [Tensor]]) {
        (self.result, self.outputs) = (result, outputs)
    }

    /// The outputs of all calls of a layer, in order; none if it was not applied.
    ///
    /// - Precondition: the layer was named in `capture`.
    public func outputs(_ name: String) -> [Tensor] {
        guard let outputs = outputs[name] else {
            fatalError(
                "Captured: the layer '\(name)' was not among those to be captured, "
                    + StateError.listed(outputs.keys.sorted()))
        }
        return outputs
    }

    /// The output of a layer.
    ///
    /// - Precondition: the layer was named in `capture` and applied once.
    public subscript(name: String) -> Tensor {
        let outputs = outputs(name)
        require(
            outputs.count == 1,
            "Captured: the layer '\(name)' was applied \(outputs.count) times; use outputs(_:) for all its outputs"
        )
        return outputs[0]
    }

    /// The gradient of the result with respect to the output of a layer, in the shape of the output.
    ///
    /// - Precondition: the result is a scalar; the layer was named in `capture` and applied once.
    public func gradient(_ name: String) -> Tensor { gradients(of: result, withRespectTo: self[name]) }
}
