import ChainruleData
import Foundation

/// JSON whose last member, `sha256`, is the hash of all the text before it, so that no change goes unnoticed.
package enum SealedJSON {
    private static let (opening, closing) = (",\n  \"sha256\" : \"", "\"\n}\n")
    private static let tailLength = opening.utf8.count + 64 + closing.utf8.count

    /// - Parameter object: the text of an object that has members, as a `JSONEncoder` prints it prettily.
    package static func sealed(_ object: Data) -> Data { seal(object.dropLast("\n}".utf8.count)) }

    /// Whether the text is as it was sealed.
    static func isIntact(_ bytes: [UInt8]) -> Bool { seal(Data(bytes.dropLast(tailLength))) == Data(bytes) }

    private static func seal(_ text: Data) -> Data {
        text + Data((opening + SHA256.hexDigest(of: Array(text)) + closing).utf8)
    }
}
