import ChainruleStudio
import Foundation
import Testing

/// What the server does with requests of all kinds, which no browser would send.
@Suite(.serialized) struct PlaygroundServerTests {
    private let server: PlaygroundServer

    init() throws { server = try PlaygroundServer(port: 0) }

    private var port: UInt16 { server.port }

    @Test func servesItsPagesAndTheirFiles() throws {
        defer { server.stop() }
        let index = try ask(port, "/")
        #expect(index.status == 200)
        for page in PlaygroundPage.all {
            #expect(index.body.contains("href=\"/\(page.slug)\""))
            let answer = try ask(port, "/\(page.slug)")
            #expect(answer.status == 200)
            #expect(answer.text.contains("Content-Security-Policy: default-src 'none'"))
            #expect(!answer.body.contains("{{"))
            // Styles and scripts, and what these import.
            var seen: Set<String> = []
            var names = answer.body.matches(of: /(?:href|src)="\/([a-z-]+\.(?:css|js))"/).map { String($0.1) }
            #expect(names.count >= 3)
            while let name = names.popLast() {
                if !seen.insert(name).inserted { continue }
                let file = try ask(port, "/\(name)")
                #expect(file.status == 200, "\(name)")
                #expect(file.text.contains(name.hasSuffix(".js") ? "text/javascript" : "text/css"))
                names += file.body.matches(of: /from "\/([a-z-]+\.js)"/).map { String($0.1) }
            }
        }
    }

    @Test func answersHeadersAlone() throws {
        defer { server.stop() }
        let answer = try ask(port, "/playground.css", method: "HEAD")
        #expect(answer.status == 200)
        #expect(answer.body.isEmpty)
    }

    @Test(arguments: [
        "evil.example", "evil.example:PORT", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:PORT", "",
    ])
    func refusesForeignHosts(host: String) throws {
        defer { server.stop() }
        let answer = try ask(port, "/", host: host.replacing("PORT", with: "\(port)"))
        #expect([400, 421].contains(answer.status))
        #expect(!answer.body.contains("Playground"))
    }

    @Test func isAlsoCalledLocalhost() throws {
        defer { server.stop() }
        #expect(try ask(port, "/", host: "localhost:\(port)").status == 200)
    }

    @Test(
        arguments: ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:PORT", nil]
            as [String?])
    func changesNothingForForeignOrigins(origin: String?) throws {
        defer { server.stop() }
        let headers = origin.map { ["Origin: \($0.replacing("PORT", with: "\(port)"))"] } ?? []
        let answer = try ask(
            port, "/api/sessions", method: "POST", headers: headers + ["Content-Type: application/json"],
            body: #"{"page": "plane", "settings": {}}"#)
        #expect(answer.status == 403)
        #expect(server.sessionCount == 0)
    }

    @Test func takesJSONAlone() throws {
        defer { server.stop() }
        let answer = try ask(
            port, "/api/sessions", method: "POST",
            headers: ["Origin: http://127.0.0.1:\(port)", "Content-Type: text/plain"],
            body: #"{"page": "plane", "settings": {}}"#)
        #expect(answer.status == 415)
    }

    @Test(arguments: [
        "/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "//etc/passwd",
        "/etc/passwd",
        "/frame.html", "/playground/playground.css", "/../playground/plane.js", "/plane.css/",
        "/plane.html",
        "/api/sessions", "/api/sessions/../events", "/walkthrough.js", "/\u{1f600}", "/%ff%fe", "*",
        "http://127.0.0.1/etc/passwd",
    ])
    func hasNothingElse(path: String) throws {
        defer { server.stop() }
        let answer = try ask(port, path)
        #expect([400, 404].contains(answer.status))
        #expect(!answer.text.contains("root:"))
    }

    @Test(arguments: ["PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"])
    func refusesOtherMethods(method: String) throws {
        defer { server.stop() }
        #expect(try [400, 405].contains(ask(port, "/", method: method).status))
    }

    @Test(arguments: [
        "\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{0}\u{1}\u{2}\u{3}\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost\r\n\r\n", "POST /api/sessions HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        "POST /api/sessions HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}", "GET /\u{7f} HTTP/1.1\nHost: a\n\n",
    ])
    func survivesWhatIsNoRequest(text: String) throws {
        defer { server.stop() }
        let client = try RawClient(port: port)
        client.send(text)
        #expect(try ask(port, "/").status == 200)
    }

    @Test func refusesLargeBodies() throws {
        defer { server.stop() }
        let headers = ["Origin: http://127.0.0.1:\(port)", "Content-Type: application/json"]
        let stated = try ask(
            port, "/api/sessions", method: "POST", headers: headers + ["Content-Length: 1000000000"])
        #expect(stated.status == 413)
        // Without a length, in pieces that never end.
        let client = try RawClient(port: port)
        client.send(
            (["POST /api/sessions HTTP/1.1", "Host: 127.0.0.1:\(port)", "Transfer-Encoding: chunked"]
                + headers)
                .joined(separator: "\r\n") + "\r\n\r\n")
        let piece = "10000\r\n" + String(repeating: "x", count: 65536) + "\r\n"
        for _ in 0..<100 { client.send(piece) }
        let answer = RawAnswer(client.receive())
        #expect([0, 413].contains(answer.status))
        #expect(try ask(port, "/").status == 200)
    }

    @Test func refusesLargeHeaders() throws {
        defer { server.stop() }
        let answer = try ask(port, "/", headers: ["X: " + String(repeating: "x", count: 200_000)])
        #expect(answer.status != 200)
        #expect(try ask(port, "/").status == 200)
    }

    @Test(arguments: [
        "", "{", "[]", "null", #"{"page": "none", "settings": {}}"#, #"{"page": "plane"}"#,
        #"{"page": 1, "settings": 2}"#,
    ])
    func opensNothingWithoutAPageAndSettings(body: String) throws {
        defer { server.stop() }
        #expect(try post(port, "/api/sessions", body).status == 400)
        #expect(server.sessionCount == 0)
    }

    @Test func answersBesideTwoHundredConnectionsThatSendNothing() throws {
        defer { server.stop() }
        let idle = try (0..<200).map { _ in try RawClient(port: port) }
        for (index, client) in idle.enumerated() where index.isMultiple(of: 2) {
            client.send("GET /playground.css HTTP/1.1\r\nHost: 127")
        }
        #expect(try ask(port, "/").status == 200)
        // Those that go on are answered.
        idle[0].send(".0.0.1:\(port)\r\nConnection: close\r\n\r\n")
        #expect(RawAnswer(idle[0].receive()).status == 200)
    }

    @Test func saysThatAPortIsInUse() throws {
        let taken = port
        #expect(throws: HTTPServerError.portInUse(taken)) { try PlaygroundServer(port: taken) }
        server.stop()
        try PlaygroundServer(port: taken).stop()
    }
}
