import ChainruleStudio
import Foundation
import Testing

/// The life of an experiment, from the page that opens it to its end.
@Suite(.serialized) struct PlaygroundSessionTests {
    private let server: PlaygroundServer

    init() throws {
        var grace = PlaygroundGrace()
        grace.afterClosing = .milliseconds(10)
        server = try PlaygroundServer(port: 0, pages: [CountingExperiment.page], grace: grace)
    }

    private var port: UInt16 { server.port }

    /// Opens a session and its stream.
    private func open(_ settings: String = #"{"start": 5, "end": 1000000000}"#) throws -> (
        path: String, events: RawClient
    ) {
        let answer = try post(port, "/api/sessions", #"{"page": "count", "settings": \#(settings)}"#)
        let name = try #require(answer.body.firstMatch(of: /"session":"([0-9a-f]{32})"/)).1
        let path = "/api/sessions/\(name)"
        return (path, try listen(path))
    }

    private func listen(_ path: String) throws -> RawClient {
        let client = try RawClient(port: port)
        client.send("GET \(path)/events HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n")
        #expect(client.receive(until: "\r\n\r\n").contains("text/event-stream"))
        return client
    }

    /// The data of the next event of a kind.
    private func next(_ kind: String, of events: RawClient) throws -> String {
        var text = ""
        repeat {
            text = events.receive(until: "\n\n")
            try #require(!text.isEmpty)
        } while !text.contains("event: \(kind)\n")
        return String(try #require(text.firstMatch(of: /data: (.*)\n/)).1)
    }

    private func count(_ events: RawClient) throws -> Int {
        try JSONDecoder().decode(
            CountingExperiment.Frame.self, from: Data(next("frame", of: events).utf8)
        ).count
    }

    private func waitUntilFreed() {
        while server.sessionCount > 0 { Thread.sleep(forTimeInterval: 0.01) }
    }

    @Test func beginsWithAFrameAndMakesSteps() throws {
        defer { server.stop() }
        let (path, events) = try open()
        #expect(try count(events) == 5)
        #expect(try post(port, path, #"{"do": "step"}"#).status == 200)
        #expect(try count(events) == 6)
        #expect(try post(port, path, #"{"do": "command", "command": {"add": 10}}"#).status == 200)
        #expect(try count(events) == 16)
        #expect(try post(port, path, #"{"do": "reset"}"#).status == 200)
        #expect(try count(events) == 5)
    }

    @Test func playsUntilItIsPaused() throws {
        defer { server.stop() }
        let (path, events) = try open()
        #expect(try post(port, path, #"{"do": "play"}"#).status == 200)
        while try !next("state", of: events).contains(#""isPlaying":true"#) {}
        let first = try count(events)
        while try count(events) <= first {}
        #expect(try post(port, path, #"{"do": "pause"}"#).status == 200)
        while try !next("state", of: events).contains(#""isPlaying":false"#) {}
    }

    @Test func endsWhenNothingIsLeftToDo() throws {
        defer { server.stop() }
        let (path, events) = try open(#"{"start": 0, "end": 100}"#)
        #expect(try post(port, path, #"{"do": "play"}"#).status == 200)
        while try !next("state", of: events).contains(#""isDone":true"#) {}
    }

    @Test func saysWhatIsWrongWithSettings() throws {
        defer { server.stop() }
        let (path, events) = try open(#"{"start": 5000, "end": 1}"#)
        let problem = try next("problem", of: events)
        #expect(problem.contains("the start is 5000, expected 0 to 1000"))
        #expect(problem.contains(#""setting":"start""#))
        #expect(
            try post(port, path, #"{"do": "configure", "settings": {"start": "x", "end": 1}}"#).status == 200)
        #expect(try next("problem", of: events).contains("the setting 'start' is not valid"))
        #expect(
            try post(port, path, #"{"do": "configure", "settings": {"start": 3, "end": 9}}"#).status == 200)
        #expect(try count(events) == 3)
    }

    @Test func keepsItsExperimentIfItAdoptsTheSettings() throws {
        defer { server.stop() }
        let (path, events) = try open()
        #expect(try count(events) == 5)
        #expect(try post(port, path, #"{"do": "step"}"#).status == 200)
        #expect(
            try post(port, path, #"{"do": "configure", "settings": {"start": 7, "end": 9}}"#).status == 200)
        #expect(try post(port, path, #"{"do": "step"}"#).status == 200)
        var last = 0
        while last < 7 { last = try count(events) }
        #expect(last == 7)
    }

    @Test(arguments: ["{}", "nothing", #"{"do": "fly"}"#, #"{"do": "configure"}"#, #"{"do": "command"}"#])
    func refusesWhatItDoesNotKnow(request: String) throws {
        defer { server.stop() }
        let (path, _) = try open()
        #expect(try post(port, path, request).status == 400)
    }

    @Test func isFreedWhenItsReaderDisappears() throws {
        defer { server.stop() }
        var events: RawClient? = try open().events
        #expect(try count(#require(events)) == 5)
        #expect(server.sessionCount == 1)
        events = nil
        waitUntilFreed()
    }

    @Test func isFreedWhenItIsClosed() throws {
        defer { server.stop() }
        let (path, events) = try open()
        #expect(try post(port, path, #"{"do": "close"}"#).status == 200)
        _ = events.receive()
        #expect(events.isEnded)
        #expect(server.sessionCount == 0)
        #expect(try post(port, path, #"{"do": "play"}"#).status == 404)
        #expect(try ask(port, "\(path)/events").status == 404)
    }

    @Test func goesOnWhileItsPageIsHidden() throws {
        defer { server.stop() }
        var (path, events): (String, RawClient?) = try open()
        #expect(try post(port, path, #"{"do": "park"}"#).status == 200)
        #expect(try post(port, path, #"{"do": "play"}"#).status == 200)
        events = nil
        // Another session is freed meanwhile.
        _ = try open().events
        while server.sessionCount > 1 { Thread.sleep(forTimeInterval: 0.01) }
        events = try listen(path)
        // On a busy machine the first frame may still be that of before.
        while try count(#require(events)) <= 5 {}
    }

    @Test func hasOneReader() throws {
        defer { server.stop() }
        let (path, first) = try open()
        let second = try listen(path)
        _ = first.receive()
        #expect(first.isEnded)
        #expect(try count(second) == 5)
        #expect(server.sessionCount == 1)
    }

    @Test func areNotTooMany() throws {
        defer { server.stop() }
        let body = #"{"page": "count", "settings": {"start": 5, "end": 9}}"#
        let statuses = try (0..<30).map { _ in try post(port, "/api/sessions", body).status }
        #expect(statuses.prefix(24).allSatisfy { $0 == 200 })
        #expect(statuses.dropFirst(24).allSatisfy { $0 == 503 })
    }

    @Test func waitForReadersThatDoNotRead() throws {
        defer { server.stop() }
        let (path, lazy) = try open()
        #expect(try post(port, path, #"{"do": "play"}"#).status == 200)
        let (_, busy) = try open()
        #expect(try count(busy) == 5)
        withExtendedLifetime(lazy) {}
    }

    @Test func endWithTheServer() throws {
        let streams = try (0..<5).map { _ in try open().events }
        server.stop()
        for stream in streams {
            _ = stream.receive()
            #expect(stream.isEnded)
        }
        #expect(server.sessionCount == 0)
    }
}
