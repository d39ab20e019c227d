import Chainrule

/// Why a graph could not be drawn.
public enum DrawingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The program `dot` of Graphviz is not there.
    case graphvizMissing
    /// Graphviz refused the drawing, or ended early; what it said.
    case graphvizFailed(reason: String)
    /// The drawing would have more gates than anybody can read.
    case tooLarge(gates: Int, limit: Int)
    /// The file is to be of a kind that is not known.
    case unknownFormat(path: String)

    public var description: String {
        switch self {
        case .graphvizMissing:
            "Graphviz, which lays out drawings, was not found: there is no program 'dot' on the PATH; install it, as with "
                + "`apt-get install graphviz` or `brew install graphviz`"
        case .graphvizFailed(let reason): "Graphviz could not lay out the drawing: \(reason)"
        case .tooLarge(let gates, let limit):
            "the drawing would have \(gates) gates, more than the \(limit) that can be laid out and read; fold modules by a "
                + "smaller depth"
        case .unknownFormat(let path):
            "found the file name '\(path)', expected one that ends in \(DrawingFormat.allCases.map { ".\($0.rawValue)" }.joined(separator: ", "))"
        }
    }
}
