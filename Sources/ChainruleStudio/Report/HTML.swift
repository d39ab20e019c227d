import Chainrule
import Foundation

/// Parts of pages. What they are made of is text, which they escape, unless it is called HTML.
enum HTML {
    /// A table whose first column names its rows.
    ///
    /// - Parameters:
    ///   - heading: the names of the columns.
    ///   - rows: as many cells as columns each.
    ///   - numeric: the columns that are aligned on the right.
    ///   - caption: what it shows, for those who hear it; nil if the heading before it says so.
    ///   - marked: the rows that stand out.
    static func table(
        _ heading: [String], _ rows: [[String]], numeric: Set<Int> = [], caption: String? = nil,
        marked: Set<Int> = []
    ) -> String {
        func kind(_ column: Int) -> String { numeric.contains(column) ? " class=\"number\"" : "" }
        let head = heading.enumerated().map { "<th scope=\"col\"\(kind($0))>\(markup($1))</th>" }.joined()
        let body = rows.enumerated().map { number, row in
            let cells = row.enumerated().map { column, text in
                column == 0
                    ? "<th scope=\"row\"\(kind(0))>\(markup(text))</th>"
                    : "<td\(text.count > 40 ? " class=\"long\"" : kind(column))>\(markup(text))</td>"
            }
            return "<tr\(marked.contains(number) ? " class=\"differs\"" : "")>\(cells.joined())</tr>"
        }
        return """
            <div class="scroll" tabindex="0"><table>\(caption.map { "<caption>\(markup($0))</caption>" } ?? "")
            <thead><tr>\(head)</tr></thead>
            <tbody>\(body.joined(separator: "\n"))</tbody></table></div>
            """
    }

    /// What opens by a click or a key.
    ///
    /// - Parameters:
    ///   - summary: what is seen before.
    ///   - content: the HTML within.
    static func details(_ summary: String, _ content: String) -> String {
        "<details><summary>\(markup(summary))</summary>\(content)</details>"
    }

    /// Facts by name, below each other.
    static func facts(_ facts: [(name: String, text: String)]) -> String {
        let pairs = facts.map { "<dt>\(markup($0.name))</dt><dd>\(markup($0.text))</dd>" }
        return "<dl class=\"facts\">\(pairs.joined(separator: "\n"))</dl>"
    }

    /// The facts that matter most, side by side.
    static func tiles(_ facts: [(name: String, text: String)]) -> String {
        let pairs = facts.map { "<div><dt>\(markup($0.name))</dt><dd>\(markup($0.text))</dd></div>" }
        return pairs.isEmpty ? "" : "<dl class=\"tiles\">\(pairs.joined(separator: "\n"))</dl>"
    }

    static func paragraph(_ text: String, class kind: String? = nil) -> String {
        "<p\(kind.map { " class=\"\($0)\"" } ?? "")>\(markup(text))</p>"
    }

    /// Lines of text as they are.
    static func preformatted(_ text: String, inColumns: Bool = false) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.isEmpty ? "" : markup(String($0))
        }
        let opening = inColumns ? "<pre class=\"columns\" tabindex=\"0\">" : "<pre>"
        return "\(opening)\(lines.joined(separator: "\n"))</pre>"
    }

    /// A picture that is part of the page.
    static func image(_ png: Data, alt: String) -> String {
        "<img src=\"data:image/png;base64,\(png.base64EncodedString())\" alt=\"\(markup(alt))\"/>"
    }
}
