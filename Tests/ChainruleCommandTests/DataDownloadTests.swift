import Foundation
import TestSupport
import Testing

@Suite("Downloading a data set")
struct DataDownloadTests {
    private static let wholeFile = "/iris.data"
    private static let size = 4551

    @Test("brings its files under their names, checked")
    func whole() throws {
        try withServer("ok") { server, directory in
            let result = try download(from: server, in: directory)
            expectSuccess(result)
            #expect(result.output.contains("iris.data  4.6 kB, downloaded and verified\n"))
            try expectIris(in: directory)
            #expect(server.requests == [Self.wholeFile])
        }
    }

    @Test("asks for nothing that is there already, and replaces what is not the file")
    func present() throws {
        try withServer("ok") { server, directory in
            expectSuccess(try download(from: server, in: directory))
            let again = try download(from: server, in: directory)
            expectSuccess(again)
            #expect(again.output.contains("iris.data  4.6 kB, already present\n"))
            #expect(server.requests.count == 1)

            let file = directory.appending(path: "iris/iris.data")
            try Data(repeating: 0, count: Self.size).write(to: file)
            expectSuccess(try download(from: server, in: directory))
            try expectIris(in: directory)
            #expect(server.requests.count == 2)
        }
    }

    @Test("leaves a link to the very file as it is")
    func link() throws {
        try withServer("status:500") { server, directory in
            let folder = directory.appending(path: "iris")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let file = folder.appending(path: "iris.data")
            try FileManager.default.createSymbolicLink(
                at: file, withDestinationURL: DataServer.folder.appending(path: "iris.data"))
            expectSuccess(try download(from: server, in: directory))
            #expect(server.requests == [])
            #expect(
                (try? FileManager.default.destinationOfSymbolicLink(atPath: file.path)) != nil)
        }
    }

    @Test("follows where the server leads")
    func redirection() throws {
        try withServer("moved", "ok") { server, directory in
            expectSuccess(try download(from: server, in: directory))
            try expectIris(in: directory)
            #expect(server.requests == [Self.wholeFile, "/elsewhere/iris.data"])
        }
    }

    @Test("goes to data/NAME unless told otherwise")
    func standardPlace() throws {
        try withServer("ok") { server, directory in
            expectSuccess(try runTool("data", "download", "iris", "--url", server.url, in: directory))
            #expect(try files(in: directory.appending(path: "data/iris")) == ["iris.data"])
        }
    }

    @Test("that was killed is continued behind the bytes that came, of the version that they are of")
    func killed() throws {
        try withServer("stall:1000", "ok") { server, directory in
            try killAfterThousandBytes(server, in: directory)
            #expect(
                try files(in: directory.appending(path: "iris")) == ["iris.data.part", "iris.data.part.tag"])
            let result = try download(from: server, in: directory)
            expectSuccess(result)
            #expect(result.output.contains("iris.data  resuming after 1.0 kB of 4.6 kB\n"))
            try expectIris(in: directory)
            #expect(server.requests == [Self.wholeFile, #"/iris.data Range=bytes=1000- If-Range="new""#])
        }
    }

    @Test("that was killed is continued by its place alone, where nothing tells of the version")
    func untold() throws {
        try withServer("weak-stall:1000", "ok") { server, directory in
            try killAfterThousandBytes(server, in: directory)
            expectSuccess(try download(from: server, in: directory))
            try expectIris(in: directory)
            #expect(server.requests == [Self.wholeFile, "/iris.data Range=bytes=1000-"])
        }
        // What one mirror says of the version means nothing to another.
        try withServer("stall:1000") { server, directory in
            try killAfterThousandBytes(server, in: directory)
            let mirrorDirectory = directory.appending(path: "mirror")
            try FileManager.default.createDirectory(at: mirrorDirectory, withIntermediateDirectories: false)
            let mirror = try DataServer(["ok"], in: mirrorDirectory)
            expectSuccess(try download(from: mirror, in: directory))
            try expectIris(in: directory)
            #expect(mirror.requests == ["/iris.data Range=bytes=1000-"])
        }
    }

    @Test(
        "starts over where the file has changed or the server cannot continue it",
        arguments: [
            // The server says so itself.
            ("old-stall:1000", "ok", 2),
            // Only the hash tells.
            ("untagged-old-stall:1000", "untagged", 3),
            ("stall:1000", "norange", 2),
            ("stall:1000", "shifted", 3),
            ("stall:1000", "status:416", 3),
        ])
    func startsOver(_ first: String, _ second: String, _ requestCount: Int) throws {
        try withServer(first, second, "ok") { server, directory in
            try killAfterThousandBytes(server, in: directory)
            expectSuccess(try download(from: server, in: directory))
            try expectIris(in: directory)
            #expect(server.requests.count == requestCount)
            #expect(server.requests[1].contains("Range=bytes=1000-"))
        }
    }

    @Test("starts over where what is there is longer than the file")
    func longPart() throws {
        try withServer("ok") { server, directory in
            let part = directory.appending(path: "iris/iris.data.part")
            try FileManager.default.createDirectory(
                at: part.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(repeating: 0, count: Self.size + 1).write(to: part)
            expectSuccess(try download(from: server, in: directory))
            try expectIris(in: directory)
            #expect(server.requests == [Self.wholeFile])
        }
    }

    @Test("needs no server for a part that is complete")
    func completePart() throws {
        try withServer("status:500") { server, directory in
            let folder = directory.appending(path: "iris")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: DataServer.folder.appending(path: "iris.data"),
                to: folder.appending(path: "iris.data.part"))
            expectSuccess(try download(from: server, in: directory))
            try expectIris(in: directory)
            #expect(server.requests == [])
        }
    }

    @Test(
        "tries again after what may pass",
        arguments: [
            ("status:503", "HTTP status 503"), ("cut:1000", "found 1000 bytes before the connection ended"),
            ("cut:0", "found 0 bytes before the connection ended"),
            ("stall:1000", "fewer than 1000 bytes a second came for 1 s"),
        ])
    func retries(_ behaviour: String, _ message: String) throws {
        try withServer(behaviour, "ok") { server, directory in
            let result = try download(from: server, in: directory, "--timeout", "1")
            expectSuccess(result)
            #expect(result.output.contains(message))
            #expect(result.output.contains("; trying again in 0.5 s\n"))
            try expectIris(in: directory)
            #expect(server.requests.count == 2)
            #expect(server.requests[1].contains("Range=bytes=1000-") == behaviour.contains("1000"))
        }
    }

    @Test("continues as long as every attempt brings bytes")
    func progress() throws {
        try withServer("cut:2000") { server, directory in
            expectSuccess(
                try download(from: server, in: directory, "--attempts", "2", "--timeout", "1"))
            try expectIris(in: directory)
            #expect(server.requests.count == 3)
        }
    }

    @Test("gives up where attempts end at the same place, or bring next to nothing")
    func standstill() throws {
        // Broken off, refused, begun anew, broken off at the same place, refused: the third failure in a row.
        try withServer("cut:2000", "status:416", "cut:2000", "status:416", "ok") { server, directory in
            let result = try download(from: server, in: directory, "--attempts", "3", "--timeout", "1")
            #expect(result.code == 1)
            #expect(
                result.error
                    == "chainrule: \(server.url)/iris.data: cannot be read: the part that is here cannot be continued: "
                    + "the server answers with HTTP status 416\n")
            #expect(server.requests.count == 4)
        }
        try withServer("cut:10") { server, directory in
            let result = try download(from: server, in: directory, "--attempts", "3", "--timeout", "1")
            #expect(result.code == 1)
            #expect(server.requests.count == 3)
        }
    }

    @Test("does not write through a link in the place of a part")
    func linkedPart() throws {
        try withServer("ok") { server, directory in
            let folder = directory.appending(path: "iris")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let other = directory.appending(path: "other")
            try Data("mine".utf8).write(to: other)
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: "iris.data.part"), withDestinationURL: other)
            let result = try download(from: server, in: directory)
            #expect(result.code == 1)
            #expect(
                result.error
                    == "chainrule: iris/iris.data.part: cannot be written: it is a link: remove it\n")
            #expect(try Data(contentsOf: other) == Data("mine".utf8))
        }
    }

    @Test("does not believe a length beyond all numbers for the rest of a file")
    func lyingLength() throws {
        try withServer("stall:1000", "length:9223372036854775807") { server, directory in
            try killAfterThousandBytes(server, in: directory)
            let result = try download(from: server, in: directory)
            #expect(result.code == 1)
            #expect(
                result.error
                    == "chainrule: \(server.url)/iris.data: found 9223372036854775807 bytes after the first 1000, "
                    + "expected 3551\n")
        }
    }

    @Test(
        "ends with exit code 1 and says in one line what is wrong",
        arguments: [
            ("status:404", "cannot be read: the server returned HTTP status 404", []),
            ("status:500", "cannot be read: the server returned HTTP status 500", []),
            ("lie", "found SHA-256 \(Self.lieHash), expected \(Self.hash)", []),
            ("length:1000", "found a file of 1000 bytes, expected 4551", []),
            ("length:9999", "found a file of 9999 bytes, expected 4551", []),
            ("unsized:+10", "found more than 4551 bytes, expected 4551", []),
            ("garbage", "cannot be read: ", []),
            ("cut:1000", "found 1000 bytes before the connection ended, expected 4551", [part, tag]),
            ("unsized:1000", "found 1000 bytes before the connection ended, expected 4551", [part, tag]),
            (
                "stall:1000", "cannot be read: fewer than 1000 bytes a second came for 1 s", [part, tag]
            ),
            ("drip:100", "cannot be read: fewer than 1000 bytes a second came for 1 s", [part, tag]),
        ])
    func failure(_ behaviour: String, _ message: String, _ left: [String]) throws {
        try withServer(behaviour) { server, directory in
            let result = try download(from: server, in: directory, "--timeout", "1", "--attempts", "1")
            #expect(result.code == 1)
            #expect(result.error.hasPrefix("chainrule: \(server.url)/iris.data: \(message)"))
            #expect(result.error.split(separator: "\n").count == 1)
            // What is wrong is not kept; what may be continued is.
            let folder = directory.appending(path: "iris")
            #expect(folder.exists == !left.isEmpty)
            if folder.exists { #expect(try files(in: folder) == left) }
        }
    }

    @Test("says so when nobody listens")
    func nobodyListens() throws {
        try withTemporaryDirectory { directory in
            var server: DataServer? = try DataServer(["ok"], in: directory)
            let url = server!.url
            server = nil
            let result = try runTool(
                "data", "download", "iris", "--url", url, "--attempts", "1", in: directory)
            #expect(result.code == 1)
            #expect(result.error.contains("\(url)/iris.data: cannot be read: Failed to connect"))
            #expect(!directory.appending(path: "data/iris").exists)
        }
    }

    @Test("keeps away from a part that another program is writing")
    func locked() throws {
        try withServer("stall:1000", "ok") { server, directory in
            let process = try startAndWait(server, in: directory)
            defer { kill(process) }
            let result = try download(from: server, in: directory)
            #expect(result.code == 1)
            #expect(
                result.error
                    == "chainrule: iris/iris.data.part: cannot be written: another process is writing it\n")
        }
    }

    @Test("needs curl, and says so")
    func withoutCurl() throws {
        try withTemporaryDirectory { directory in
            let result = try runShell(
                "tool=$(command -v chainrule); PATH=\(directory.path) $tool data download iris", in: directory
            )
            #expect(result.code == 1)
            #expect(
                result.error
                    == "chainrule: curl: does not exist, expected a program of this name on the PATH\n")
        }
    }

    @Test(
        "refuses a wrong use before anything is written",
        arguments: [
            (
                ["imagenet"],
                "the value 'imagenet' of '<name>' is not one of: mnist, fashion-mnist, cifar-10, "
                    + "tinyshakespeare, iris"
            ),
            ([], "missing argument '<name>'"),
            (
                ["iris", "--url", "ftp://x"],
                "the value 'ftp://x' of '--url' is not a URL that begins with http:// or https://"
            ),
            (["iris", "--out", ""], "the value '' of '--out' is not the path of a directory"),
        ])
    func wrongUse(_ arguments: [String], _ message: String) throws {
        try withTemporaryDirectory { directory in
            expectRefusal(try runTool(["data", "download"] + arguments, in: directory), code: 2, message)
            #expect(try files(in: directory) == [])
        }
    }

    // MARK: -

    private static let part = "iris.data.part"
    private static let tag = "iris.data.part.tag"
    private static let hash = "6f608b71a7317216319b4d27b4d9bc84e6abd734eda7872b71a458569e2656c0"
    /// Of the file with the lowest bit of every byte turned over.
    private static let lieHash = "84f073cb108f2f187cc4af6f3cd3455f2d9f3172ad8b65119cb7ba0ca96e638e"

    private func withServer(_ behaviours: String..., body: (DataServer, URL) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            try body(try DataServer(behaviours, in: directory), directory)
        }
    }

    private func arguments(_ server: DataServer) -> [String] {
        ["data", "download", "iris", "--out", "iris", "--url", server.url + "/"]
    }

    private func download(
        from server: DataServer, in directory: URL, _ options: String...
    ) throws -> ToolResult {
        try runTool(arguments(server) + options, in: directory)
    }

    private func expectIris(in directory: URL) throws {
        let folder = directory.appending(path: "iris")
        #expect(try files(in: folder) == ["iris.data"])
        #expect(
            try Data(contentsOf: folder.appending(path: "iris.data"))
                == Data(contentsOf: DataServer.folder.appending(path: "iris.data")))
    }

    /// A download from a server that stalls after a thousand bytes, which have been written.
    private func startAndWait(_ server: DataServer, in directory: URL) throws -> Process {
        let process = toolProcess(arguments(server), in: directory)
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let part = directory.appending(path: "iris/iris.data.part")
        while process.isRunning, (try? Data(contentsOf: part).count) != 1000 {
            Thread.sleep(forTimeInterval: 0.005)
        }
        return process
    }

    private func killAfterThousandBytes(_ server: DataServer, in directory: URL) throws {
        kill(try startAndWait(server, in: directory))
        #expect(!directory.appending(path: "iris/iris.data").exists)
    }

    private func kill(_ process: Process) {
        Foundation.kill(process.processIdentifier, SIGKILL)
        // waitUntilExit() would wait for curl too, which learns of this only when more bytes come.
        var state = siginfo_t()
        waitid(P_PID, id_t(process.processIdentifier), &state, WEXITED | WNOWAIT)
    }
}
