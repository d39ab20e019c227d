import Foundation

/// The HTML around the pages.
struct PlaygroundFrame {
    private let pages: [PlaygroundPage]

    init(_ pages: [PlaygroundPage]) { self.pages = pages }

    func page(_ page: PlaygroundPage) throws -> Data {
        let defaults = String(decoding: try page.defaults(), as: UTF8.self)
        // Within a script element, only "<" could end the text.
        let data = #"{"slug":"\#(page.slug)","defaults":\#(defaults)}"#.replacing("<", with: #"\u003c"#)
        return fill(
            PageFile.text("playground/frame.html"),
            [
                "title": escaped(page.title), "slug": page.slug, "summary": escaped(page.summary),
                "navigation": navigation(from: page), "page": data,
                "content": PageFile.text("playground/\(page.slug).html"),
            ])
    }

    var index: Data {
        let items = pages.map {
            "<li><a href=\"/\($0.slug)\"><strong>\(escaped($0.title))</strong> <span>\(escaped($0.summary))</span></a></li>"
        }
        return fill(PageFile.text("playground/index.html"), ["pages": items.joined()])
    }

    private func navigation(from page: PlaygroundPage) -> String {
        "<li><a href=\"/\">All pages</a></li>"
            + pages.map { other in
                "<li><a href=\"/\(other.slug)\"\(other.slug == page.slug ? " aria-current=\"page\"" : "")>"
                    + "\(escaped(other.title))</a></li>"
            }.joined()
    }

    private func fill(_ template: String, _ parts: [String: String]) -> Data {
        // In one pass, so that what is filled in is not filled in again.
        let text = template.replacing(/\{\{([a-z]+)\}\}/) { parts[String($0.output.1)] ?? "" }
        return Data(text.utf8)
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }
}
