import Foundation

/// A piece of code: a fenced Swift block of a document, or a marked region of a snippet.
struct Code {
    /// The file and the line where it begins.
    let place: String
    /// Without imports, indentation that all lines share, and empty lines around it.
    let text: String

    init(_ lines: [Substring], place: String) {
        self.place = place
        let lines = lines.filter { !$0.hasPrefix("import ") }
        let indentation =
            lines.filter { !$0.allSatisfy(\.isWhitespace) }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        text = lines.map { $0.dropFirst(indentation) }.joined(separator: "\n")
            .trimmingCharacters(in: .newlines)
    }
}

/// The files of the repository that show code, and those that it is compiled in.
enum Documents {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The Swift blocks of README, `docs` and the DocC catalogs.
    static func blocks() throws -> [Code] {
        try files(in: ["README.md", "docs", "Sources"], suffix: ".md").flatMap {
            try regions(of: $0, from: { $0 == "```swift" }, to: { $0 == "```" })
        }
    }

    /// What stands between `// snippet` and `// end` in the snippets.
    static func snippets() throws -> [Code] {
        try files(in: ["Tests/DocumentationTests/Snippets"], suffix: ".swift").flatMap {
            try regions(
                of: $0, from: { $0.hasSuffix("// snippet") }, to: { $0.hasSuffix("// end") })
        }
    }

    private static func files(in places: [String], suffix: String) throws -> [URL] {
        try places.flatMap { place in
            let url = root.appending(path: place)
            if place.hasSuffix(suffix) { return [url] }
            return try FileManager.default.subpathsOfDirectory(atPath: url.path).sorted()
                .filter { $0.hasSuffix(suffix) }.map { url.appending(path: $0) }
        }
    }

    private static func regions(
        of file: URL, from isStart: (Substring) -> Bool, to isEnd: (Substring) -> Bool
    ) throws -> [Code] {
        let text = try String(contentsOf: file, encoding: .utf8)
        var regions: [Code] = []
        var open: (lines: [Substring], place: String)?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let region = open {
                if isEnd(line) {
                    regions.append(Code(region.lines, place: region.place))
                    open = nil
                } else {
                    open?.lines.append(line)
                }
            } else if isStart(line) {
                open = ([], "\(file.path.dropFirst(root.path.count + 1)):\(index + 1)")
            }
        }
        return regions
    }
}
