import ChainruleData
import Foundation

/// Throws if something is a link: what is written there would land elsewhere.
func requireNoLink(at url: URL) throws(DataError) {
    if (try? FileManager.default.destinationOfSymbolicLink(atPath: url.path)) == nil { return }
    throw .malformed(
        source: url.path, found: "a link",
        expected: "nothing, or what chainrule wrote there: nothing is written through links")
}
