import Chainrule
import Foundation
import TestSupport
import Testing

@Suite("A failed system call")
struct OutputFileTests {
    @Test("is reported with its name, the file and the reason")
    func reasons() throws {
        try withTemporaryDirectory { directory in
            let path = directory.appending(path: "file").path
            expectError("open of file failed: No such file or directory") {
                _ = try OutputFile(opening: path, O_WRONLY)
            }
            try Data().write(to: URL(fileURLWithPath: path))
            let readOnly = try OutputFile(opening: path, O_RDONLY)
            expectError("write of file failed: Bad file descriptor") { try readOnly.write(contentsOf: [1]) }
            try readOnly.close()
            try readOnly.close()
            expectError("fsync of file failed: Bad file descriptor") { try readOnly.synchronize() }
            let none = OutputFile(descriptor: -1, path: "/somewhere/file")
            expectError("close of file failed: Bad file descriptor") { try none.close() }
            expectError("rename of other failed: No such file or directory") {
                try renameDurably(directory.appending(path: "none"), to: directory.appending(path: "other"))
            }
        }
    }

    private func expectError(
        _ text: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
    ) {
        let error = #expect(throws: SystemError.self, sourceLocation: sourceLocation, performing: body)
        #expect(error?.description == text, sourceLocation: sourceLocation)
    }
}
