import Foundation
import Testing

/// The types and protocols that Swift files declare, with what they conform to.
public struct Declarations {
    private var types: [String: Set<String>] = [:]
    private var protocols: [String: Set<String>] = [:]

    /// Reads all Swift files below a folder of the repository, but for comments.
    public init(below folder: String) throws {
        let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent(folder)
        let files = try #require(
            FileManager.default.enumerator(at: directory, includingPropertiesForKeys: nil))
        let declaration = /\b(struct|class|enum|protocol)\s+(\w+)(?:<[^>]*>)?\s*:\s*([^{]+)\{/
        for case let file as URL in files where file.pathExtension == "swift" {
            let code = try String(contentsOf: file, encoding: .utf8).replacing(/(?m)^\s*\/\/.*$/, with: "")
            for match in code.matches(of: declaration) {
                let parents = Set(match.3.split { !$0.isLetter && !$0.isNumber }.map(String.init))
                let name = String(match.2)
                if match.1 == "protocol" { protocols[name] = parents } else { types[name] = parents }
            }
        }
    }

    /// The types that conform to a protocol, directly or through one that refines it.
    public func conforming(to root: String) -> Set<String> {
        var family: Set = [root]
        while let next = protocols.first(where: {
            !family.contains($0.key) && !$0.value.isDisjoint(with: family)
        }) {
            family.insert(next.key)
        }
        return Set(types.filter { !$0.value.isDisjoint(with: family) }.keys)
    }
}
