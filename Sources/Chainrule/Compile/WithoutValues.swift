/// Whether variables are made without values, for networks of which only the shapes matter.
enum VariableCreation {
    @TaskLocal static var isWithoutValues = false
}

/// Runs `body`, in which variables get types and names but no memory: a network of any size can be made to count its
/// parameters or to trace what it computes.
///
/// Reading a value of such a variable outside of a trace traps.
package func withoutValues<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure)
    -> Result
{
    let result: Swift.Result<Result, Failure> = VariableCreation.$isWithoutValues.withValue(true) {
        do throws(Failure) { return .success(try body()) } catch { return .failure(error) }
    }
    return try result.get()
}
