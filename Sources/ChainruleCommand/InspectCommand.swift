import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation

/// `chainrule inspect`: what the memory cells of a network do while it reads a text.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Find memory cells that keep track of lines, quotes or indentation.",
        discussion: """
            For runs of the recipe char-rnn. The network reads a text; of each property (the position in the line, being \
            inside quotes, the depth of the indentation) the cell that correlates with it most is printed. A terminal shows \
            the text in the colors of these cells, blue for −1 and red for 1; --out writes the same as a page of HTML.
            """)

    @Argument(help: ArgumentHelp("Output directory of `chainrule train`.", valueName: "run"))
    var directory: DirectoryPath

    @Option(help: ArgumentHelp("Text to read.", valueName: "file"))
    var text: FilePath

    @Option(
        help: ArgumentHelp(
            "Number of characters to read from its beginning; by default 10000.", valueName: "n"))
    var length: Count?

    @Option(
        help: ArgumentHelp(
            "Show these cells instead, as in 1:37,2:5 for layers and numbers.", valueName: "list"))
    var cells: CellList?

    @Option(help: ArgumentHelp("HTML file to write.", valueName: "file"))
    var out: FilePath?

    @Option(help: ArgumentHelp("CPU threads; by default one per available core.", valueName: "n"))
    var threads: ThreadCount?

    mutating func run() throws {
        if let threads { Threads.count = threads.value }
        let run = try SavedRun(directory.path)
        let beginning = String(try TextFile.read(text.path).unicodeScalars.prefix(length?.value ?? 10_000))
        guard let read = try run.writer().cells(over: beginning, source: text.path) else {
            throw DataError.malformed(
                source: directory.path, found: "a run of \(run.recipe.name), which has no memory cells",
                expected: "one of char-rnn")
        }
        let shown = try cells.map { try chosen($0.cells, read) } ?? found(read)
        let sections = shown.map {
            (title: $0.title, text: ColoredText(read.characters, read.values(of: $0.cell)))
        }
        if Terminal(descriptor: STDOUT_FILENO).showsColors {
            for section in sections { print("\n\(section.title)\n\n\(section.text.terminalText)") }
        } else if out == nil {
            print("The text is shown in colors, by a terminal or with --out.")
        }
        if let out {
            let page = ColoredText.page(title: "\(directory.path) reads \(text.path)", sections)
            let file = URL(fileURLWithPath: out.path)
            try writeAtomically(to: file) { try $0.write(contentsOf: Data(page.utf8)) }
            print(file.relativePath)
        }
    }

    private func chosen(
        _ cells: [CellActivations.Cell], _ read: CellActivations
    ) throws(DataError) -> [(title: String, cell: CellActivations.Cell)] {
        if let cell = cells.first(where: { !read.contains($0) }) {
            throw .malformed(
                source: directory.path, found: "no \(cell)",
                expected: "layers from 1 to \(read.layerCount) and cells from 0 to \(read.cellCount - 1)")
        }
        return cells.map { ("\($0)", $0) }
    }

    /// Prints the cell of each property.
    private func found(_ read: CellActivations) -> [(title: String, cell: CellActivations.Cell)] {
        let best = TextProperty.allCases.map { ($0, read.bestCell(for: $0)) }
        let rows = best.map { property, found in
            [
                property.rawValue, found.map { "\($0.cell)" } ?? "–",
                found.map { decimal($0.correlation, 3) } ?? "the same everywhere in the text",
            ]
        }
        print(textTable([["property", "cell", "correlation"]] + rows, numeric: []).joined(separator: "\n"))
        return best.compactMap { property, found in
            found.map {
                ("\(property.rawValue): \($0.cell), correlation \(decimal($0.correlation, 3))", $0.cell)
            }
        }
    }
}

/// Memory cells by their layers and numbers.
struct CellList: ExpressibleByArgument {
    let cells: [CellActivations.Cell]

    init?(argument: String) {
        var cells: [CellActivations.Cell] = []
        for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = word.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
            guard parts.count == 2, let layer = parts[0], let number = parts[1] else { return nil }
            cells.append(CellActivations.Cell(layer: layer, number: number))
        }
        self.cells = cells
    }

    static let expectedValueDescription = "layers and cells, as in 1:37,2:5"
}
