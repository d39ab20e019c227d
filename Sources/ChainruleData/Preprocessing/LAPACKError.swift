import Chainrule

/// Why eigenvalues could not be computed.
public enum LAPACKError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The library is not there, or not usable.
    case unavailable(reason: String)
    /// A routine of it reports a failure.
    case failed(routine: String, info: Int)

    public var description: String {
        switch self {
        case .unavailable(let reason):
            "LAPACK could not be loaded (\(reason)); install it with 'apt-get install liblapacke-dev' "
                + "or 'brew install lapack'"
        case .failed(let routine, let info): "LAPACK's \(routine) failed with info \(info)"
        }
    }
}
