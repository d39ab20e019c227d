import Chainrule
import ChainruleData
import ChainruleInterop
import Foundation

/// Writes what made something and what came of it as JSON, in place of what an earlier call wrote.
func writeRecord(_ record: some Encodable, to file: URL) throws(DataError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    do {
        let bytes = try encoder.encode(record) + Data("\n".utf8)
        try writeAtomically(to: file) { try $0.write(contentsOf: bytes) }
    } catch {
        throw .unwritable(path: file.path, reason: oneLine(error))
    }
}
