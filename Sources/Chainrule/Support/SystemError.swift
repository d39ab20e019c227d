import Foundation

/// A system call that failed: which one, on which file, and why.
package struct SystemError: Error, Equatable, CustomStringConvertible {
    /// The name of the call, such as `fsync`.
    package let call: String
    /// The file it was to work on.
    package let path: String
    /// The value of `errno`.
    package let code: Int32

    /// - Parameters:
    ///   - call: the name of the call that has just failed.
    ///   - path: the file it was to work on.
    ///   - code: why; `errno` if left out.
    package init(_ call: String, _ path: String, code: Int32 = errno) {
        (self.call, self.path, self.code) = (call, path, code)
    }

    package var description: String {
        "\(call) of \(URL(fileURLWithPath: path).lastPathComponent) failed: \(String(cString: strerror(code)))"
    }
}
