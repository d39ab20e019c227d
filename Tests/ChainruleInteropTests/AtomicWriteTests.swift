import Chainrule
import ChainruleInterop
import Foundation
import TestSupport
import Testing

@Suite("Writing a file")
struct AtomicWriteTests {
    private struct Interruption: Error {}

    @Test("replaces the old file and leaves nothing beside it")
    func replaces() throws {
        try withTemporaryDirectory { directory in
            let url = directory.appendingPathComponent("file")
            for value in [1.0, 2.0] { try Safetensors(tensors: ["x": Tensor(value)]).write(to: url) }
            #expect(try Safetensors(contentsOf: url).tensors["x"]?.item() == 2)
            #expect(try names(in: directory) == ["file"])
        }
    }

    @Test("leaves the old file intact and nothing beside it when it fails half-way")
    func failsHalfWay() throws {
        try withTemporaryDirectory { directory in
            let url = directory.appendingPathComponent("file")
            try Data("old".utf8).write(to: url)
            #expect(throws: Interruption.self) {
                try writeAtomically(to: url) { file in
                    try file.write(contentsOf: Data("ne".utf8))
                    throw Interruption()
                }
            }
            #expect(try Data(contentsOf: url) == Data("old".utf8))
            #expect(try names(in: directory) == ["file"])
        }
    }

    @Test("leaves nothing beside it when the place is taken by a directory")
    func placeIsTaken() throws {
        try withTemporaryDirectory { directory in
            let url = directory.appendingPathComponent("taken")
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
            let error = #expect(throws: SafetensorsError.self) {
                try Safetensors(tensors: ["x": Tensor(1)]).write(to: url)
            }
            #expect(
                error?.description == "cannot write '\(url.path)': rename of taken failed: Is a directory")
            #expect(try names(in: directory) == ["taken"])
        }
    }

    @Test("into a directory that does not exist names the path and the reason")
    func noDirectory() {
        let url = URL(fileURLWithPath: "/nowhere/at/all.safetensors")
        let error = #expect(throws: SafetensorsError.self) { try Safetensors().write(to: url) }
        #expect(
            error?.description
                == "cannot write '/nowhere/at/all.safetensors': open of all.safetensors failed: "
                + "No such file or directory")
    }

    @Test("of the reserved name __metadata__ is refused")
    func reservedName() throws {
        try withTemporaryDirectory { directory in
            #expect(throws: SafetensorsError.self) {
                try Safetensors(tensors: ["__metadata__": Tensor(1)])
                    .write(to: directory.appendingPathComponent("file"))
            }
            let remaining = try names(in: directory)
            #expect(remaining.isEmpty)
        }
    }

    @Test("through a link replaces what the link leads to")
    func link() throws {
        try withTemporaryDirectory { directory in
            let (file, link) = (
                directory.appendingPathComponent("file"), directory.appendingPathComponent("link")
            )
            try Data("old".utf8).write(to: file)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
            try writeAtomically(to: link) { try $0.write(contentsOf: Data("new".utf8)) }
            #expect(try Data(contentsOf: file) == Data("new".utf8))
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == file.path)
        }
    }

    private func names(in directory: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
    }
}
