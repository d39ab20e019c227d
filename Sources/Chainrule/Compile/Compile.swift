/// A compiled function; call it like the function it was made of. See `compile`.
///
/// Several tasks may call it; their calls then follow one another. Functions that assign the same variables must
/// not run at the same time.
public struct Compiled<Result: TensorGroup, each Argument: TensorGroup>: @unchecked Sendable {
    private let function: CompiledFunction

    fileprivate init(_ function: CompiledFunction) { self.function = function }

    /// Runs the plan for arguments of these shapes and element types, the current engine and the current number
    /// of threads; the first call with such arguments makes it.
    ///
    /// A result keeps its value for as long as it is held. When it is not, the next call computes into its
    /// memory. Inside another function that is being traced, this one becomes a part of that.
    ///
    /// - Parameter argument: what the function takes; their values are computed first.
    /// - Returns: what the function returns, computed.
    public func callAsFunction(_ argument: repeat each Argument) -> Result {
        function.call({ list in repeat (each argument).append(to: &list) }, { Result(tensors: $0) })
    }

    /// How many plans are kept: one for every combination of shapes and element types, 256 at most, of which the
    /// one that has not been used for longest is forgotten first.
    public var planCount: Int { function.planCount }

    /// The plan for arguments like these: what was fused, laid out and allocated.
    ///
    /// - Parameters:
    ///   - argument: what the function takes; only shapes and element types matter unless the plan is timed.
    ///   - turns: with more than 0, the plan is run so often, with all its effects on variables, and the
    ///     shortest time of every instruction is reported; 0 by default.
    public func explanation(_ argument: repeat each Argument, timed turns: Int = 0) -> PlanExplanation {
        function.explanation(timed: turns) { list in repeat (each argument).append(to: &list) }
    }
}

/// Compiles a function of tensors: it is traced once for every signature of its arguments, and what it does,
/// forward, backward and update, runs as one plan from then on.
///
/// ```swift
/// let step = compile { images, labels in
///     let loss = softmaxCrossEntropy(model(images), labels)
///     optimizer.update(gradients(of: loss, withRespectTo: model))
///     return loss
/// }
/// for (images, labels) in batches { print(step(images, labels).item()) }
/// ```
///
/// Variables that the function reads or assigns are inputs and outputs of the plan, and random numbers are drawn
/// anew at every call. Everything else is as it was when the function was traced: control flow is unrolled, and
/// numbers of the program are constants. To return several tensors, return an array or a ``TensorGroup``.
///
/// - Parameter body: a function of two tensors; there are forms for none, one, three and an array of them.
/// - Precondition: the function reads no values of tensors, which are not known while it is traced; it traps
///   where it does.
public func compile<Result: TensorGroup>(
    _ body: @escaping (Tensor, Tensor) -> Result
) -> Compiled<Result, Tensor, Tensor> {
    Compiled(CompiledFunction { body($0[0], $0[1]).tensors })
}

/// Compiles a function without arguments. See `compile`.
public func compile<Result: TensorGroup>(_ body: @escaping () -> Result) -> Compiled<Result> {
    Compiled(CompiledFunction { _ in body().tensors })
}

/// Compiles a function of one tensor. See `compile`.
public func compile<Result: TensorGroup>(
    _ body: @escaping (Tensor) -> Result
) -> Compiled<Result, Tensor> {
    Compiled(CompiledFunction { body($0[0]).tensors })
}

/// Compiles a function of three tensors. See `compile`.
public func compile<Result: TensorGroup>(
    _ body: @escaping (Tensor, Tensor, Tensor) -> Result
) -> Compiled<Result, Tensor, Tensor, Tensor> {
    Compiled(CompiledFunction { body($0[0], $0[1], $0[2]).tensors })
}

/// Compiles a function of any number of tensors. See `compile`.
public func compile<Result: TensorGroup>(
    _ body: @escaping ([Tensor]) -> Result
) -> Compiled<Result, [Tensor]> {
    Compiled(CompiledFunction { body($0).tensors })
}
