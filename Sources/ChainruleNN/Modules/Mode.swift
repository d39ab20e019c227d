import Chainrule

/// Training or evaluation mode, on which dropout and batch normalization depend.
public enum Mode: Sendable {
    case training, evaluation

    /// The mode of the current task: training, except inside ``evaluating(_:)``.
    ///
    /// A compiled function has a separate plan for each mode.
    public static var current: Mode { stated ?? .training }

    /// The mode set by ``evaluating(_:)`` or ``training(_:)``; nil outside of both.
    static var stated: Mode? {
        let scope = Scope.current
        // A mode that the traced function sets itself is the same at every call.
        if scope?.trace == traceIdentifier { return scope?.mode }
        return settingOfTrace { Scope.current?.mode }
    }
}

/// The body of ``evaluating(_:)`` or ``training(_:)``, and the trace during which it runs.
private struct Scope: Sendable {
    @TaskLocal static var current: Scope?

    let mode: Mode
    let trace = traceIdentifier

    static func run<Result>(_ mode: Mode, _ body: () throws -> Result) rethrows -> Result {
        try $current.withValue(Scope(mode: mode), operation: body)
    }
}

/// Runs `body` in evaluation mode: nothing is dropped, and normalization uses its running statistics.
///
/// ```swift
/// let scores = evaluating { model(images) }
/// ```
public func evaluating<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Scope.run(.evaluation, body)
}

/// Runs `body` in training mode, which is needed only inside ``evaluating(_:)``, or to train a
/// loaded network without an optimizer.
public func training<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Scope.run(.training, body)
}

extension Layer {
    /// The output in evaluation mode: `evaluating { self(input) }`.
    ///
    /// ```swift
    /// let model = LeNet()
    /// try model.load(from: url)
    /// let scores = model.predict(images)
    /// ```
    public func predict(_ input: Tensor) -> Tensor { evaluating { self(input) } }
}
