import Chainrule

/// What a layer that applies no other one has returned.
package struct LayerOutput {
    /// The dotted name; empty for a layer that the model makes while it is applied.
    package let name: String
    /// The layer's description, as in `Conv2d(1 → 20, 5×5)`.
    package let layer: String
    package let hasParameters: Bool
    package let output: Tensor
}

/// What `body` returns, and the outputs of the innermost layers of a model that it applies, in their order.
package func layerOutputs<Result>(
    of model: some Module, during body: () throws -> Result
) rethrows -> (result: Result, layers: [LayerOutput]) {
    var calls: [LayerCall] = []
    let result = try LayerCalls.observed(in: model, tell: { calls.append($0) }, during: body)
    let layers = calls.filter(\.isInnermost).map { call in
        LayerOutput(
            name: call.name ?? "", layer: call.layer.summary,
            hasParameters: !call.layer.parameters().isEmpty, output: call.output)
    }
    return (result, layers)
}
