import Foundation

/// What the system says about a failure, fit for an error that is one line long.
package func oneLine(_ error: any Error) -> String {
    // Foundation often hides the reason behind "The operation could not be completed".
    if let cause = (error as? CocoaError)?.underlying as? POSIXError {
        return String(cString: strerror(cause.code.rawValue))
    }
    return error.localizedDescription.split(whereSeparator: \.isNewline).joined(separator: " ")
}
