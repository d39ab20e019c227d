/// Training or evaluation mode, on which dropout and batch normalization depend.
public enum Mode: Sendable {
    case training, evaluation

    /// The mode of the current task; training unless it runs inside ``evaluating(_:)``.
    @TaskLocal public static var current = Mode.training
}

/// Runs `body` in evaluation mode: nothing is dropped, and normalization uses its running statistics.
///
/// ```swift
/// let scores = evaluating { model(images) }
/// ```
public func evaluating<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Mode.$current.withValue(.evaluation, operation: body)
}
