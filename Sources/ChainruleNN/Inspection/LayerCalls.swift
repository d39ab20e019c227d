import Chainrule

/// A layer that has been applied.
struct LayerCall {
    /// The dotted name in the model; nil for a layer that the model does not hold, such as one made for this call.
    let name: String?
    let layer: any Layer
    let input: Tensor
    let output: Tensor
    /// Whether the layer applied no other one.
    let isInnermost: Bool
}

/// The calls of layers while a model is applied.
final class LayerCalls: @unchecked Sendable {
    // Only one task applies the layers of a model at a time.
    @TaskLocal private static var observer: LayerCalls?

    private let names: LayerNames
    private let tell: (LayerCall) -> Void
    /// The layers that are being applied, the outermost first.
    private var open: [Place] = []

    private struct Place {
        let name: String?
        /// The positions among the modules of the layers that this one has applied.
        var applied: [Int] = []
        var isInnermost = true
    }

    private init(_ names: LayerNames, _ tell: @escaping (LayerCall) -> Void) {
        (self.names, self.tell) = (names, tell)
    }

    /// Runs `body` and tells of every layer that it applies, of inner ones before the outer.
    static func observed<Result>(
        in model: some Module, tell: @escaping (LayerCall) -> Void, during body: () throws -> Result
    ) rethrows -> Result {
        try $observer.withValue(LayerCalls(LayerNames(model), tell), operation: body)
    }

    /// The output of a model for a batch in training mode, and all calls of its layers. Buffers are left as they are, and
    /// random numbers come from a generator of their own.
    static func inTraining(_ model: some Layer, _ batch: Tensor) -> (output: Tensor, calls: [LayerCall]) {
        let buffers = model.buffers().map(\.buffer)
        let before = buffers.map(\.value)
        defer { assign(zip(buffers, before).map { ($0, $1) }) }
        var calls: [LayerCall] = []
        let output = withRandomSeed(0) {
            observed(in: model, tell: { calls.append($0) }, during: { training { model(batch) } })
        }
        return (output, calls)
    }

    /// The output of a layer.
    static func output(of layer: some Layer, _ input: Tensor) -> Tensor {
        guard let observer else { return layer.forward(input) }
        return observer.results(of: layer, input) { (layer.forward(input), ()) }.output
    }

    /// The output of a layer that takes or returns more than a tensor, such as the state of a recurrent one, and what it returns
    /// beside the output.
    static func results<Other>(
        of layer: some Layer, _ input: Tensor, _ apply: () -> (output: Tensor, other: Other)
    ) -> (output: Tensor, other: Other) {
        observer?.results(of: layer, input, apply) ?? apply()
    }

    private func results<Other>(
        of layer: some Layer, _ input: Tensor, _ apply: () -> (output: Tensor, other: Other)
    ) -> (output: Tensor, other: Other) {
        let found = names.find(layer, in: open.last { $0.name != nil }?.name, after: open.last?.applied ?? [])
        if !open.isEmpty {
            open[open.count - 1].isInnermost = false
            if let found { open[open.count - 1].applied.append(found.position) }
        }
        open.append(Place(name: found?.name))
        let results = apply()
        let place = open.removeLast()
        tell(
            LayerCall(
                name: place.name, layer: layer, input: input, output: results.output,
                isInnermost: place.isInnermost))
        return results
    }
}
