import ChainruleTraining

/// A text whose characters have a number each, from −1 to 1, as background colors: blue below 0, red above, and the stronger
/// the farther from it.
public struct ColoredText: Sendable {
    private let parts: [(text: String, color: Color)]

    private struct Color: Equatable {
        let red, green, blue: Int

        /// Eight steps on each side of white, so that neighbors often share one.
        init(_ value: Float) {
            let step = (min(1, abs(value.isNaN ? 0 : value)) * 8).rounded() / 8
            let faded = 255 - Int(step * 175)
            (red, green, blue) = value < 0 ? (faded, faded, 255) : (255, faded, faded)
        }
    }

    /// - Parameters:
    ///   - characters: the characters of the text.
    ///   - values: a number for each, from −1 to 1.
    public init(_ characters: [Character], _ values: [Float]) {
        var parts: [(text: String, color: Color)] = []
        for (character, value) in zip(characters, values) {
            let color = Color(value)
            if let last = parts.last, last.color == color {
                parts[parts.count - 1].text.append(character)
            } else {
                parts.append((String(character), color))
            }
        }
        self.parts = parts
    }

    /// The text for a terminal of 24-bit color.
    public var terminalText: String {
        parts.map { text, color in
            let codes = "48;2;\(color.red);\(color.green);\(color.blue);38;2;0;0;0"
            // The color ends with the line: a terminal would fill the rest of it.
            return text.split(separator: "\n", omittingEmptySubsequences: false)
                .map { Terminal.styled($0, codes) }.joined(separator: "\n")
        }.joined()
    }

    /// The text as a part of a page.
    var html: String {
        let spans = parts.map { text, color in
            "<span style=\"background:rgb(\(color.red),\(color.green),\(color.blue))\">\(Self.escaped(text))</span>"
        }
        return "<pre>\(spans.joined())</pre>"
    }

    /// A page of several texts, each below a title, that refers to no other file.
    public static func page(title: String, _ sections: [(title: String, text: ColoredText)]) -> String {
        let bodies = sections.map { "<h2>\(escaped($0.title))</h2>\n\($0.text.html)" }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>\(escaped(title))</title>
            <style>
            body { font: 16px sans-serif; margin: 2em; }
            pre { font: 14px monospace; white-space: pre-wrap; }
            </style>
            </head>
            <body>
            <h1>\(escaped(title))</h1>
            \(bodies.joined(separator: "\n"))
            </body>
            </html>

            """
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
