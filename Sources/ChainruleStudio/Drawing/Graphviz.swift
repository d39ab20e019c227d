import Chainrule
import Foundation

/// The layout program `dot` of Graphviz, which is run as a process.
struct Graphviz {
    /// What `dot` made of a document.
    struct Output {
        let data: Data
        /// The font that texts were measured in, if `dot` told.
        let font: String?
    }

    /// Lays out a document.
    ///
    /// - Parameters:
    ///   - document: what is drawn.
    ///   - format: `svg`, `png` or `pdf`.
    ///   - resolution: the pixels of an inch, for PNG.
    /// - Throws: ``DrawingError``, or `SystemError` if the pictures cannot be stored for `dot`.
    static func layout(_ document: DOTDocument, as format: DrawingFormat, resolution: Int = 144) throws
        -> Output
    {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "chainrule-drawing-\(UUID().uuidString)")
        try makeDirectory(at: folder.path)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, png) in document.pictures {
            try writeAtomically(to: folder.appending(path: name)) { try $0.write(contentsOf: png) }
        }
        let input = folder.appending(path: "drawing.dot")
        try writeAtomically(to: input) { try $0.write(contentsOf: Data(document.text.utf8)) }
        // A file for each, so that nobody waits for anybody.
        let (output, messages) = (folder.appending(path: "output"), folder.appending(path: "messages"))
        let status = try run(
            ["-v", "-T\(format.rawValue)", "-Gbgcolor=\(format == .svg ? "transparent" : "white")"]
                + (format == .png ? ["-Gdpi=\(resolution)"] : []),
            from: input, to: output, messages, in: folder)
        let said = (try? String(decoding: Data(contentsOf: messages), as: UTF8.self)) ?? ""
        if status == 127 { throw DrawingError.graphvizMissing }
        guard status == 0, let data = try? Data(contentsOf: output), !data.isEmpty else {
            let problems = said.split(whereSeparator: \.isNewline).filter {
                $0.hasPrefix("Error") || $0.hasPrefix("Warning")
            }
            let reason = problems.prefix(3).joined(separator: "; ")
            throw DrawingError.graphvizFailed(
                reason: reason.isEmpty ? "dot wrote nothing, and ended with exit code \(status)" : reason)
        }
        return Output(data: data, font: font(in: said))
    }

    private static func run(
        _ arguments: [String], from input: URL, to output: URL, _ messages: URL, in folder: URL
    ) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["dot"] + arguments
        process.currentDirectoryURL = folder
        let standardInput = try FileHandle(forReadingFrom: input)
        let files = try [output, messages].map { try OutputFile(opening: $0.path, O_WRONLY | O_CREAT) }
        process.standardInput = standardInput
        process.standardOutput = FileHandle(fileDescriptor: files[0].descriptor, closeOnDealloc: false)
        process.standardError = FileHandle(fileDescriptor: files[1].descriptor, closeOnDealloc: false)
        // The files are closed with their last reference, which their descriptors are not.
        try withExtendedLifetime(files) {
            do { try process.run() } catch { throw DrawingError.graphvizMissing }
            process.waitUntilExit()
        }
        return process.terminationReason == .exit ? process.terminationStatus : -1
    }

    /// A warning if texts may be wider in a browser than `dot` has measured them.
    static func fontWarning(_ font: String?) -> String? {
        guard let font, !equallyWideFonts.contains(font) else { return nil }
        return
            "none of the fonts Arial, Helvetica and Liberation Sans is installed: texts were measured in \(font), and may not "
            + "fit where that is missing; install one, as with `apt-get install fonts-liberation`"
    }

    /// From a line such as `fontname: "Arial" resolved to: (PangoCairoFcFont) "Liberation Sans, Regular" /usr/…`.
    private static func font(in messages: String) -> String? {
        guard
            let line = messages.split(whereSeparator: \.isNewline).first(where: {
                $0.contains("resolved to:")
            }),
            let found = line.components(separatedBy: "resolved to:").last?.split(separator: "\"").dropFirst()
                .first
        else { return nil }
        return found.split(separator: ",").first.map(String.init)
    }
}

/// The families of fonts whose characters are as wide as Arial's: a browser has one of them.
let equallyWideFonts = [
    "Arial", "Helvetica", "Liberation Sans", "Arimo", "Nimbus Sans", "Nimbus Sans L", "TeX Gyre Heros",
]
