import Chainrule

/// Is told of every call of a layer during ``during(_:_:)``, the outer layers' calls around those of the inner ones.
package protocol LayerObserver: AnyObject, Sendable {
    /// A layer is about to be applied.
    func begins(_ layer: some Layer, _ input: Tensor)
    /// The layer has been applied; the result is used in place of its output.
    func ends(_ layer: some Layer, _ input: Tensor, _ output: Tensor) -> Tensor
}

private enum Observing {
    @TaskLocal static var observer: (any LayerObserver)?
}

extension LayerObserver {
    /// Runs `body`, of whose layers this observer is told.
    package func during<Result>(_ body: () throws -> Result) rethrows -> Result {
        try Observing.$observer.withValue(self, operation: body)
    }
}

/// The output of a layer.
func applied(_ layer: some Layer, _ input: Tensor) -> Tensor {
    guard let observer = Observing.observer else { return layer.forward(input) }
    observer.begins(layer, input)
    return observer.ends(layer, input, layer.forward(input))
}
