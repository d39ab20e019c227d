import Chainrule

/// Training or evaluation mode, on which dropout and batch normalization depend.
public enum Mode: Sendable {
    case training, evaluation

    /// The mode of the current task: training unless ``evaluating(_:)`` states another.
    ///
    /// A compiled function has a plan for every mode that it is called in.
    public static var current: Mode { stated ?? .training }

    /// What ``evaluating(_:)`` or ``training(_:)`` states; nil outside of both.
    static var stated: Mode? {
        let scope = Scope.current
        // What a traced function states itself is the same at every call.
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

/// Runs `body` in training mode, which needs to be said only inside ``evaluating(_:)``, or where a network that was
/// loaded is to learn without an optimizer.
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
