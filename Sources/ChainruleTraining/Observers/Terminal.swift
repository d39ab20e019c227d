import Foundation

/// Properties of the terminal that the program writes to.
package struct Terminal {
    private static let usualWidth = 80

    private let descriptor: Int32
    private let environment: [String: String]

    /// - Parameters:
    ///   - descriptor: standard error if left out.
    ///   - environment: the process's if left out.
    package init(
        descriptor: Int32 = STDERR_FILENO, environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.descriptor = descriptor
        self.environment = environment
    }

    /// Whether it is a terminal in which a line can be erased and rewritten.
    package var canRewriteLines: Bool { isatty(descriptor) != 0 && environment["TERM"] != "dumb" }

    /// Whether text may be colored: a terminal that knows escape sequences, unless `NO_COLOR` is set (https://no-color.org).
    package var showsColors: Bool { canRewriteLines && (environment["NO_COLOR"] ?? "").isEmpty }

    /// A text in the colors and weight of a sequence of graphic codes, such as `1;31` for bold and red.
    package static func styled(_ text: some StringProtocol, _ codes: String) -> String {
        text.isEmpty ? "" : "\u{1B}[\(codes)m\(text)\u{1B}[0m"
    }

    /// How many columns a line has: what the terminal says now, else what `COLUMNS` says, else 80.
    package var width: Int {
        var size = winsize()
        if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 { return Int(size.ws_col) }
        guard let columns = environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 else {
            return Self.usualWidth
        }
        return columns
    }
}
