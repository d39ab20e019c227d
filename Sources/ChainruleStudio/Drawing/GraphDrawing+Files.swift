import Chainrule
import Foundation

extension GraphDrawing {
    /// More gates than this can be neither laid out in time nor read.
    public static let mostGates = 400

    /// The drawing in Graphviz's DOT language, without pictures of tensors.
    ///
    /// ```sh
    /// dot -Tsvg graph.dot -o graph.svg
    /// ```
    public var dot: String { DOTDocument(self, withPictures: false).text }

    /// The drawing as the text of an SVG file, which refers to no other file and follows the reader's choice of light or dark.
    ///
    /// - Throws: ``DrawingError`` if Graphviz is not there or fails, or the drawing is too large.
    public func svg() throws -> String { try blackboard().text }

    /// Writes the drawing to a file, which is replaced atomically.
    ///
    /// - Parameter url: the file; its name ends in `.svg`, `.png` or `.pdf`. For a page see ``Walkthrough``.
    /// - Returns: a warning if Graphviz has none of the fonts whose widths all browsers know; nil otherwise.
    /// - Throws: ``DrawingError`` for another end, if Graphviz is not there or fails, or the drawing is too large; an error that
    ///   says what the file system refused.
    @discardableResult
    public func write(to url: URL) throws -> String? {
        let (data, font): (Data, String?)
        switch try DrawingFormat(path: url.path) {
        case .svg:
            let blackboard = try blackboard()
            (data, font) = (Data(blackboard.text.utf8), blackboard.font)
        case let format:
            let output = try Graphviz.layout(document(), as: format)
            (data, font) = (output.data, output.font)
        }
        try writeAtomically(to: url) { try $0.write(contentsOf: data) }
        return Graphviz.fontWarning(font)
    }

    /// The drawing laid out.
    ///
    /// - Parameter prefix: what the identifiers of gates and wires begin with.
    func blackboard(prefix: String = "") throws -> BlackboardSVG {
        let document = try document(prefix: prefix)
        return BlackboardSVG(try Graphviz.layout(document, as: .svg), of: document, self, prefix: prefix)
    }

    private func document(prefix: String = "") throws(DrawingError) -> DOTDocument {
        if gates.count > Self.mostGates { throw .tooLarge(gates: gates.count, limit: Self.mostGates) }
        return DOTDocument(self, prefix: prefix)
    }
}
