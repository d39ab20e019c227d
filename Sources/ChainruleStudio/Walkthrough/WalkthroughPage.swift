import Chainrule
import Foundation

/// The HTML of a walk-through: drawings, what the script knows of them, style and script.
struct WalkthroughPage {
    let text: String
    /// The font that texts were measured in, if `dot` told.
    private(set) var font: String?

    /// When there are more gates than this, no further drawings are made: modules below stay closed.
    private static let mostGates = 1500

    init(_ walkthrough: Walkthrough) throws {
        let graphs = walkthrough.frames.map(\.graph)
        var paths = [""]
        var drawings: [[GraphDrawing]] = []
        // Every module that is drawn as a box gets a drawing of its own.
        var gateCount = 0
        while drawings.count < paths.count, gateCount < Self.mostGates {
            let inside = paths[drawings.count]
            let drawn = graphs.map {
                GraphDrawing($0, title: inside.isEmpty ? walkthrough.title : inside, inside: inside)
            }
            drawings.append(drawn)
            gateCount += drawn[0].gates.count
            for gate in drawn[0].gates
            where gate.kind == .module && gate.title != graphs[0].modelName && !paths.contains(gate.title) {
                paths.append(gate.title)
            }
        }
        let numbers = Dictionary(uniqueKeysWithValues: zip(paths, paths.indices))
        var sections: [String] = []
        var views: [WalkthroughData.View] = []
        var measured: String?
        for (number, drawn) in drawings.enumerated() {
            let prefix = "v\(number)"
            let blackboard = try drawn[0].blackboard(prefix: prefix)
            measured = measured ?? blackboard.font
            sections.append("<section data-view=\"\(number)\" hidden>\n\(blackboard.text)</section>")
            views.append(WalkthroughData.View(drawn, path: paths[number], prefix: prefix, views: numbers))
        }
        let data = WalkthroughData(
            title: walkthrough.title, frames: walkthrough.frames.map(\.label), views: views,
            updates: [WalkthroughData.Update](walkthrough.frames))
        text = Self.page(title: walkthrough.title, sections: sections, json: try Self.json(data))
        font = measured
    }

    /// Nothing in it can end the element that it stands in.
    private static func json(_ data: WalkthroughData) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(data), as: UTF8.self).replacingOccurrences(
            of: "<", with: "\\u003c")
    }

    private static func page(title: String, sections: [String], json: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(markup(title))</title>
        <style>\(PageFile.text("walkthrough.css"))</style>
        </head>
        <body>
        <header>
        <h1>\(markup(title))</h1>
        <nav id="path" aria-label="Opened modules"></nav>
        <label id="frame-choice" hidden>training step <select id="frame"></select></label>
        </header>
        <main>
        <div id="board">
        \(sections.joined(separator: "\n"))
        </div>
        <aside>
        <div id="controls" role="group" aria-label="Walk">
        <button id="first" aria-label="Back to the beginning">|◀</button>
        <button id="back" aria-label="One step back">◀ back</button>
        <button id="next" aria-label="Next step">next ▶</button>
        <button id="last" aria-label="To the end">▶|</button>
        </div>
        <div id="place" aria-hidden="true"></div>
        <div id="step" role="status" aria-live="polite"></div>
        <h2 id="pins-title" hidden>Pinned</h2>
        <div id="pins"></div>
        <p class="hint">→ and ← walk, Home and End jump, Enter opens the module of the step, Escape closes it; choose a value or a
        gate to pin it or to open it.</p>
        </aside>
        </main>
        <script type="application/json" id="data">\(json)</script>
        <script>\(PageFile.text("walkthrough.js"))</script>
        </body>
        </html>

        """
    }
}
