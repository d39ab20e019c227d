import Chainrule
import ChainruleData
import Foundation

/// Writes what made something and what came of it as JSON, in place of what an earlier call wrote.
///
/// - Parameter sealed: whether the file shall tell if it is changed later; see ``SealedJSON``.
func writeRecord(_ record: some Encodable, to file: URL, sealed: Bool = false) throws(DataError) {
    try requireNoLink(at: file)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    do {
        let text = try encoder.encode(record)
        let bytes = sealed ? SealedJSON.sealed(text) : text + Data("\n".utf8)
        try writeAtomically(to: file) { try $0.write(contentsOf: bytes) }
    } catch {
        throw .unwritable(path: file.path, reason: oneLine(error))
    }
}
