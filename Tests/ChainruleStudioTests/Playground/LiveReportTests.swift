import ChainruleStudio
import Foundation
import Synchronization
import Testing

/// A page that is served while it changes.
struct LiveReportTests {
    private struct Unready: Error {}

    private final class Page: Sendable {
        let body = Mutex<String?>(nil)

        func text() throws -> String {
            guard let text = body.withLock({ $0 }) else { throw Unready() }
            return text
        }
    }

    private let page = Page()
    private let report: LiveReport

    init() throws {
        let page = page
        report = try LiveReport(
            LiveReport.Source(
                html: { "<html><head></head><body>\(try page.text())</body></html>" },
                body: { try page.text() }),
            port: 0)
    }

    @Test func showsThePageAsItIsNow() throws {
        defer { report.stop() }
        #expect(try ask(report.port, "/").body.contains("The training begins"))
        #expect(try ask(report.port, "/body").body == "")
        page.body.withLock { $0 = "one" }
        let answer = try ask(report.port, "/")
        #expect(answer.body.contains("<body>one</body>"))
        #expect(answer.body.contains("/live.js"))
        #expect(try ask(report.port, "/live.js").status == 200)
        #expect(try ask(report.port, "/live.css").status == 200)
        page.body.withLock { $0 = "two" }
        #expect(try ask(report.port, "/body").body == "two")
    }

    @Test func tellsReadersOfChangesAndOfTheEnd() throws {
        let reader = try RawClient(port: report.port)
        reader.send("GET /events HTTP/1.1\r\nHost: 127.0.0.1:\(report.port)\r\nConnection: close\r\n\r\n")
        #expect(reader.receive(until: "\r\n\r\n").contains("text/event-stream"))
        report.say("Epoch 1")
        #expect(reader.receive(until: "\n\n").contains(#"["Epoch 1"]"#))
        report.pageChanged()
        #expect(reader.receive(until: "\n\n").contains("event: report"))
        report.finish("over and out")
        #expect(reader.receive().contains("over and out"))
    }

    @Test func isNotWrittenTo() throws {
        defer { report.stop() }
        #expect(try post(report.port, "/", "{}").status == 404)
        #expect(try ask(report.port, "/../../etc/passwd").status == 404)
        #expect(try ask(report.port, "/", host: "evil.example").status == 421)
    }
}
