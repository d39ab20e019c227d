import Foundation

/// The kind of file that a drawing is written to.
public enum DrawingFormat: String, CaseIterable, Sendable {
    case svg, png, pdf

    /// The kind that the end of a file's name tells.
    ///
    /// - Parameter path: the path of the file.
    /// - Throws: ``DrawingError/unknownFormat(path:)`` for another end.
    public init(path: String) throws(DrawingError) {
        guard let format = DrawingFormat(rawValue: URL(fileURLWithPath: path).pathExtension.lowercased())
        else {
            throw .unknownFormat(path: path)
        }
        self = format
    }
}
