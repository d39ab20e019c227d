import Chainrule
import ChainruleInterop
import Foundation

/// A picture and the name of its file.
public struct Picture: Sendable {
    public let fileName: String
    /// What it shows, in one line.
    public let summary: String
    private let image: Tensor

    /// - Parameters:
    ///   - fileName: the name of its file, with `.png` at its end.
    ///   - summary: what it shows, in one line.
    ///   - image: levels from 0 to 1, `[1, height, width]` or, in color, `[3, height, width]`.
    public init(fileName: String, summary: String, image: Tensor) {
        (self.fileName, self.summary, self.image) = (fileName, summary, image)
    }

    /// The content of a PNG file.
    public var png: Data { Data(PNGImage(image).encoded()) }

    /// Writes the PNG file to a directory, which is made if there is none.
    ///
    /// - Returns: where the file is.
    /// - Throws: an error that says what the file system refused.
    @discardableResult
    public func write(toDirectory directory: URL) throws -> URL {
        try makeDirectory(at: directory.path)
        let file = directory.appending(path: fileName)
        try writeAtomically(to: file) { try $0.write(contentsOf: png) }
        return file
    }
}
