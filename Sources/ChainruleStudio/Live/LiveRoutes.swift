import Foundation

/// What is at which address of a live report.
struct LiveRoutes: Sendable {
    let source: LiveReport.Source
    let readers: LiveReaders

    /// A report has its style in itself; the only script is the one that brings it up to date.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    private static let page = "text/html; charset=utf-8"

    func answer(_ request: HTTPRequest) -> HTTPAnswer {
        if request.method == "POST" { return .notFound }
        switch request.path {
        case "/":
            let html = (try? source.html()) ?? PageFile.text("live/waiting.html")
            return .content(Data(withScript(html).utf8), type: Self.page, policy: Self.policy)
        case "/body":
            // Empty while there is nothing to show, as when a file is just being written.
            let body = (try? source.body()) ?? ""
            return .content(Data(body.utf8), type: Self.page, policy: Self.policy)
        case "/events":
            return readers.add().map(HTTPAnswer.events)
                ?? .problem(status: 503, "\(LiveReport.readerLimit) pages watch already")
        case "/live.js": return file("live/live.js", "text/javascript; charset=utf-8")
        case "/live.css": return file("live/live.css", "text/css; charset=utf-8")
        default: return .notFound
        }
    }

    private func file(_ name: String, _ type: String) -> HTTPAnswer {
        .content(Data(PageFile.text(name).utf8), type: type)
    }

    private func withScript(_ html: String) -> String {
        guard let head = html.firstRange(of: "</head>") else { return html }
        var html = html
        html.replaceSubrange(
            head,
            with: """
                <link rel="icon" href="data:,"/>
                <link rel="stylesheet" href="/live.css"/>
                <script src="/live.js" defer></script>
                </head>
                """)
        return html
    }
}
