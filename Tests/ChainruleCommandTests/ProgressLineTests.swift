import Foundation
import TestSupport
import Testing

@Suite("On a terminal")
struct ProgressLineTests {
    /// Runs the tool where standard output and standard error are a terminal, and collects what it shows.
    private func show(_ words: String, in directory: URL? = nil) throws -> ToolResult {
        let spawn = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)"
        return try runShell(
            "TERM=xterm COLUMNS=120 python3 -c '\(spawn)' chainrule \(words) </dev/null", in: directory)
    }

    @Test("a search tells what is done, what is running and what is best so far")
    func search() throws {
        try withSpace { directory in
            let result = try show(
                "search softmax --space space.json --trials 2 --jobs 1 --examples 20 --epochs 1 --out search",
                in: directory)
            #expect(result.code == 0)
            #expect(result.output.contains("\u{1B}[K0 of 2 trials done, 1 running\r"))
            let best = "\u{1B}[K1 of 2 trials done, 1 running, best so far: trial 1, accuracy "
            #expect(result.output.contains(best))
        }
    }

    @Test("the doctor and a cross-validation tell what they are doing")
    func others() throws {
        let doctor = try show("doctor softmax --examples 200")
        for task in [
            "reading the data", "overfitting a few examples", "training",
        ] {
            #expect(doctor.output.contains("\u{1B}[K\(task)"))
        }
        let validation = try show("cross-validate softmax --examples 20 --epochs 1 --folds 2")
        for task in ["fold 1/2", "fold 2/2"] { #expect(validation.output.contains("\u{1B}[K\(task)")) }
    }
}
