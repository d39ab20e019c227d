/// Traps with `message` unless `condition` holds: for mistakes in the program that its author must read about.
///
/// `precondition` traps too, but its message is missing from optimized builds.
@inline(__always)
package func require(
    _ condition: Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) {
    if !condition { fatalError(message(), file: file, line: line) }
}
