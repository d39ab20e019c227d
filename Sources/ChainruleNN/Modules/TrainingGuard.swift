import Chainrule

/// Detects a network that was loaded for prediction but runs in training mode.
///
/// Layers that depend on the mode have one; loading their network and making an optimizer for it notify the guard.
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
                + "evaluating { } or with predict(_:), or inside training { }")
        return .training
    }
}
