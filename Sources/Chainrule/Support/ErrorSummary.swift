import Foundation

/// What an error says, fit for another error that is one line long.
package func oneLine(_ error: any Error) -> String {
    // Foundation often hides the reason behind "The operation could not be completed".
    if let cause = (error as? CocoaError)?.underlying as? POSIXError {
        return String(cString: strerror(cause.code.rawValue))
    }
    let isOfTheSystem = error is CocoaError || error is POSIXError || error is any LocalizedError
    let text = isOfTheSystem ? error.localizedDescription : "\(error)"
    return text.split(whereSeparator: \.isNewline).joined(separator: " ")
}
