import Foundation

/// What is at which address.
struct PlaygroundRoutes: Sendable {
    let pages: [PlaygroundPage]
    let sessions: PlaygroundSessions

    /// Scripts and styles come from this program alone, and no other site may show its pages within its own.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    func answer(_ request: HTTPRequest) -> HTTPAnswer {
        let parts = request.path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.first == "" else { return .notFound }
        switch (request.method == "POST", Array(parts.dropFirst())) {
        case (false, let names) where names.count == 1: return file(names[0])
        case (false, ["api", "status"]): return .json(["sessions": sessions.count])
        case (true, ["api", "sessions"]): return open(request.body)
        case (true, let names) where names.count == 3 && names.starts(with: ["api", "sessions"]):
            return ask(names[2], request.body)
        case (false, let names)
        where names.count == 4 && names.starts(with: ["api", "sessions"]) && names[3] == "events":
            return sessions[names[2]].map { .events($0.listen()) } ?? Self.noSession
        default: return .notFound
        }
    }

    private static let noSession = HTTPAnswer.problem(
        status: 404, "the experiment is over: its page was closed or away for long")

    private func file(_ name: String) -> HTTPAnswer {
        do {
            if name.isEmpty {
                return .content(
                    PlaygroundFrame(pages).index, type: "text/html; charset=utf-8", policy: Self.policy)
            }
            if let page = pages.first(where: { $0.slug == name }) {
                return .content(
                    try PlaygroundFrame(pages).page(page), type: "text/html; charset=utf-8",
                    policy: Self.policy)
            }
        } catch { return .problem(status: 500, "\(error)") }
        let types = [".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"]
        guard let type = types.first(where: { name.hasSuffix($0.key) })?.value,
            let file = PageFile(named: "playground/\(name)")
        else { return .notFound }
        return .content(Data(file.bytes), type: type)
    }

    private func open(_ body: Data) -> HTTPAnswer {
        guard let content = try? JSONSerialization.jsonObject(with: body) as? [String: Any],
            let page = pages.first(where: { $0.slug == content["page"] as? String }),
            let settings = content["settings"] as? [String: Any],
            let data = try? JSONSerialization.data(withJSONObject: settings)
        else { return .problem(status: 400, "expected the name of a page and its settings") }
        guard let name = sessions.open(page, settings: data) else {
            return .problem(
                status: 503,
                "\(PlaygroundSessions.limit) experiments are open, which is the most there can be; close some tabs"
            )
        }
        return .json(["session": name])
    }

    private func ask(_ name: String, _ body: Data) -> HTTPAnswer {
        guard let session = sessions[name] else { return Self.noSession }
        do {
            let request = try PlaygroundRequest(json: body)
            if case .close = request {
                sessions.close(name)
            } else if !session.ask(request) {
                return .problem(status: 429, "the experiment has not caught up with what was asked for")
            }
            return .json([String: String]())
        } catch { return .problem(status: 400, error.description) }
    }
}
