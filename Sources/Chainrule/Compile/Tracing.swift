/// Runs a function once as `compile` traces it: nothing is computed, and variables and generators stay as they are.
///
/// - Parameters:
///   - types: of the placeholders that the function is given.
///   - body: the function.
package func tracing<Result>(_ types: [TensorType], _ body: ([Tensor]) -> Result) -> Result {
    Trace.$current.withValue(Trace()) { body(types.map { .placeholder($0) }) }
}
