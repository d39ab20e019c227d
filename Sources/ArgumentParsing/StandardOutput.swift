#if canImport(Darwin)
@preconcurrency import Darwin
#elseif canImport(Musl)
@preconcurrency import Musl
#else
@preconcurrency import Glibc
#endif

/// Whether what was printed arrived.
enum StandardOutput {
    /// Gives a process that was started without one of the standard streams one that fails.
    ///
    /// Otherwise the next file that is opened would take its place, and what is printed would go into it.
    static func reserve() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    /// Flushes the buffer; returns why output was lost.
    ///
    /// Nil if none was, or if the reader closed the pipe, as in `chainrule train | head`.
    static func lossReason() -> String? {
        let isFlushed = fflush(stdout) == 0
        let reason = errno
        if isFlushed && ferror(stdout) == 0 { return nil }
        if isClosedPipe { return nil }
        return "cannot write to standard output" + (isFlushed ? "" : ": \(String(cString: strerror(reason)))")
    }

    /// Whether standard output is a pipe or socket without a reader.
    private static var isClosedPipe: Bool {
        var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        return poll(&output, 1, 0) == 1 && output.revents & Int16(POLLERR | POLLHUP) != 0
    }
}
