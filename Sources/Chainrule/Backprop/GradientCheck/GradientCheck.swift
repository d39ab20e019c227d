/// Compares the gradients of `function` at `inputs` with central differences of its values, in float64.
///
/// ```swift
/// let report = checkGradients(of: { matmul($0[0], $0[1]) }, at: [x, y])
/// precondition(report.passed, report.description)
/// ```
///
/// The full mode compares every element of the Jacobian ∂fᵢ/∂xⱼ; it takes four evaluations per element of
/// the inputs and one backward pass per element of the output. The fast mode compares vᵀJu with the
/// difference of v·f along u, for random v and u: one backward pass and four evaluations per input. As an
/// error in one of many elements counts there only in proportion to them all, it is a quick look; where it
/// disagrees or meets a kink, the full mode takes over and the report says so.
///
/// The error of an element is |a − n| / max(|a|, |n|, tiny), a being the analytic and n the numeric
/// derivative. Both differences and rounding limit n: with the four-point rule
/// (8(f(x+h) − f(x−h)) − (f(x+2h) − f(x−2h))) / 12h the former fall with h⁴, while rounding makes an absolute
/// error near ε·max(1, |f|)/h. `tiny` is that error (eightfold, since a function rounds more than once)
/// divided by `tolerance`, so that a derivative that is zero does not fail for noise. With the default step it
/// is about 2e-6: derivatives smaller than that are held to an absolute error of 2e-12. An element that
/// disagrees is tried again with steps 8, 64 and 512 times smaller, as a function may bend sharply there, and
/// judged by the step whose result differs least from the next smaller one's.
///
/// Where two points of a difference lie on different smooth pieces of the function, on two sides of a ReLU's
/// corner for instance, and smaller steps do not help, the difference says nothing about the gradient. Such
/// an element is reported as a kink; if it disagrees, it is left out and is no failure. A NaN is always one, and so is a check that compares nothing.
///
/// - Parameters:
///   - function: what is checked; its output is float64, of any shape. It is called many times, each time
///     with ``Generator/current`` seeded anew, so that a dropout's mask stays the same.
///   - inputs: where the gradients are checked. Real tensors are converted to float64, integers and truth
///     values are passed on unchanged and unchecked.
///   - mode: whether all derivatives are compared one by one.
///   - step: h, in units of max(1, |x|); the default is near ε^(1/5), where both kinds of error balance.
///   - tolerance: the largest error that passes.
///   - seed: of the random numbers that `function` draws and of the fast mode's directions.
/// - Complexity: in the full mode two evaluations of `function` for each element of the inputs.
public func checkGradients(
    of function: ([Tensor]) -> Tensor, at inputs: [Tensor], mode: GradientReport.Mode = .full,
    step: Double = 0x1p-10, tolerance: Double = 1e-6, seed: UInt64 = 0
) -> GradientReport {
    require(
        step > 0 && tolerance > 0,
        "checkGradients: step \(step) and tolerance \(tolerance) must be positive")
    return withoutActuallyEscaping(function) { function in
        let checker = GradientChecker(
            of: function, at: inputs, step: step, tolerance: tolerance, seed: seed)
        return switch mode {
        case .full: checker.fullReport()
        case .fast: checker.fastReport()
        }
    }
}

/// Compares the gradient of a function of one tensor with central differences of its values, in float64.
///
/// Modes, step, tolerance and seed are those of the check of a function of several tensors.
public func checkGradients(
    of function: (Tensor) -> Tensor, at x: Tensor, mode: GradientReport.Mode = .full,
    step: Double = 0x1p-10, tolerance: Double = 1e-6, seed: UInt64 = 0
) -> GradientReport {
    checkGradients(
        of: { (inputs: [Tensor]) in function(inputs[0]) }, at: [x], mode: mode, step: step,
        tolerance: tolerance, seed: seed)
}
