import ChainruleData
import Foundation
import Testing

@Suite("A downloaded archive")
struct DownloadArchiveTests {
    private let content: [(name: String, bytes: [UInt8])] = [
        ("data_batch_1.bin", Array("first".utf8)), ("test_batch.bin", Array("second".utf8)),
    ]

    @Test("is taken apart into its members, without the rest, and removed")
    func unpacked() throws {
        try withArchive { dataset, directory in
            nonisolated(unsafe) var events: [DownloadEvent] = []
            try DatasetDownload(dataset, into: directory).run { events.append($0) }
            #expect(events == [.present(dataset.files[0]), .unpacked(dataset.files[0], members: 2)])
            #expect(try files(in: directory) == ["data_batch_1.bin", "test_batch.bin"])
            for (name, bytes) in content {
                #expect(try Array(Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(name)"))) == bytes)
            }
        }
    }

    @Test("is not fetched again while its members are there, and is when one is wrong")
    func present() throws {
        try withArchive { dataset, directory in
            try DatasetDownload(dataset, into: directory).run { _ in }
            nonisolated(unsafe) var events: [DownloadEvent] = []
            try DatasetDownload(dataset, into: directory).run { events.append($0) }
            #expect(events == dataset.archive!.members.map { .present($0) })

            try write(Array("other".utf8), to: "\(directory)/data_batch_1.bin")
            #expect(throws: DataError.self) {
                try DatasetDownload(dataset, into: directory, attempts: 1).run { _ in }
            }
        }
    }

    @Test("whose member is another than published leaves none of it")
    func wrongMember() throws {
        try withArchive(lastHash: SHA256.hexDigest(of: [])) { dataset, directory in
            let error = #expect(throws: DataError.self) {
                try DatasetDownload(dataset, into: directory).run { _ in }
            }
            let message = try #require(error?.description)
            #expect(message.contains("set.tar.gz: found another test_batch.bin, expected one of 6 bytes"))
            #expect(try files(in: directory) == ["data_batch_1.bin", "set.tar.gz"])
        }
    }

    @Test("is unpacked in a directory whose name looks like another machine's")
    func colon() throws {
        try withArchive { dataset, directory in
            // Only relative to the directory that the program is in does the path begin with the name.
            let link = "machine:\(UUID().uuidString)"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: directory)
            defer { try? FileManager.default.removeItem(atPath: link) }
            try DatasetDownload(dataset, into: link).run { _ in }
            #expect(try files(in: directory) == ["data_batch_1.bin", "test_batch.bin"])
        }
    }

    @Test("whose member is a link is refused, whatever it leads to")
    func linkedMember() throws {
        try withArchive(linksLast: true) { dataset, directory in
            let error = #expect(throws: DataError.self) {
                try DatasetDownload(dataset, into: directory).run { _ in }
            }
            let left = try files(in: directory)
            #expect(error?.description.contains("found another test_batch.bin") == true)
            #expect(left == ["data_batch_1.bin", "set.tar.gz"])
        }
    }

    @Test("that is none is reported in tar's words")
    func noArchive() throws {
        try withTemporaryDirectory { directory in
            let bytes = Array("no archive".utf8)
            try write(bytes, to: "\(directory)/set.tar.gz")
            let error = #expect(throws: DataError.self) {
                try DatasetDownload(dataset(of: bytes), into: directory).run { _ in }
            }
            #expect(error?.description.hasPrefix("\(directory)/set.tar.gz: cannot be read: ") == true)
            #expect(try files(in: directory) == ["set.tar.gz"])
        }
    }

    private func dataset(of archive: [UInt8], lastHash: String? = nil) -> PublishedDataset {
        let members = content.map { name, bytes in
            PublishedFile(
                name, byteCount: bytes.count,
                sha256: name == content.last!.name
                    ? lastHash ?? SHA256.hexDigest(of: bytes) : SHA256.hexDigest(of: bytes))
        }
        // Nobody listens on port 9: a request would fail.
        return PublishedDataset(
            name: "set", origin: "made by a test", sources: ["http://127.0.0.1:9"],
            files: [
                PublishedFile("set.tar.gz", byteCount: archive.count, sha256: SHA256.hexDigest(of: archive))
            ],
            archive: .init(folder: "batches", members: members))
    }

    /// An archive of the content and a file that is not wanted, in a directory of its own.
    private func withArchive(
        lastHash: String? = nil, linksLast: Bool = false,
        _ body: (PublishedDataset, String) throws -> Void
    ) throws {
        try withTemporaryDirectory { directory in
            let (target, folder) = ("\(directory)/target", "\(directory)/batches")
            for path in [target, folder] {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            }
            for (name, bytes) in content + [("readme.html", [])] { try write(bytes, to: "\(folder)/\(name)") }
            if linksLast {
                let last = "\(folder)/\(content.last!.name)"
                try FileManager.default.moveItem(atPath: last, toPath: "\(directory)/elsewhere")
                try FileManager.default.createSymbolicLink(
                    atPath: last, withDestinationPath: "\(directory)/elsewhere")
            }
            let tar = Process()
            tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            tar.arguments = ["tar", "-czf", "\(target)/set.tar.gz", "-C", directory, "batches"]
            try tar.run()
            tar.waitUntilExit()
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(target)/set.tar.gz")))
            try body(dataset(of: bytes, lastHash: lastHash), target)
        }
    }

    private func files(in directory: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    }
}
