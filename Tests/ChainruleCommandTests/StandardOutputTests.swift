import Foundation
import TestSupport
import Testing

@Suite("Standard output")
struct StandardOutputTests {
    @Test(
        "that cannot be written ends every command with exit code 1 and the reason",
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "the system has no /dev/full"),
        arguments: [
            "--version", "--help", "train --help", "gradcheck add", "bench scalar-graph --steps 1 --json",
        ])
    func full(_ words: String) throws {
        let result = try runShell("chainrule \(words) >/dev/full")
        #expect(result.error == "chainrule: cannot write to standard output: No space left on device\n")
        #expect(result.code == 1)
    }

    @Test(
        "that is full does not end a training, but its end says so",
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "the system has no /dev/full"))
    func fullTraining() throws {
        try withTemporaryDirectory { directory in
            let result = try runShell(
                "chainrule train softmax --examples 50 --epochs 2 --out run >/dev/full", in: directory)
            #expect(result.error.hasPrefix("chainrule: cannot write to standard output"))
            #expect(result.code == 1)
            expectSuccess(try runTool("evaluate", "run", in: directory))
        }
    }

    @Test("that nobody reads any more is no error")
    func closedPipe() throws {
        let result = try runShell("{ chainrule gradcheck add; echo code $? >&2; } | true")
        #expect(result.error == "code 0\n")
    }

    @Test("that is closed is an error, and no file takes its place")
    func closed() throws {
        try withTemporaryDirectory { directory in
            let train = "chainrule train softmax --examples 50 --epochs 1 --out run"
            let result = try runShell("\(train) >&-", in: directory)
            #expect(result.code == 1)
            #expect(result.error.hasPrefix("chainrule: cannot write to standard output"))
            expectSuccess(try runTool("evaluate", "run", in: directory))
        }
    }
}
