import Chainrule

/// Notices when a network that was loaded to be used runs as in training.
///
/// A layer that asks for the mode holds one; its network's `load` and the making of an optimizer for it tell the guard.
final class TrainingGuard {
    private var isLoaded = false
    private var hasOptimizer = false

    func isLoadedNow() { isLoaded = true }
    func hasOptimizerNow() { hasOptimizer = true }

    /// The mode in which `layer` runs.
    func mode(of layer: @autoclosure () -> String) -> Mode {
        if let stated = Mode.stated { return stated }
        require(
            !isLoaded || hasOptimizer,
            "\(layer()): the network was loaded and has no optimizer, but runs in training mode; use it inside "
                + "evaluating { } or with predict(_:), or state training { }")
        return .training
    }
}
