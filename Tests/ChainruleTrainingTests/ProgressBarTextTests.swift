import Chainrule
import ChainruleTraining
import Foundation
import Testing

@Suite("The line of a progress bar")
struct ProgressBarTextTests {
    private let text = ProgressBarText(
        fraction: 0.65, epoch: 3, epochs: 10,
        metrics: [("loss", "0.1234"), ("accuracy", "97.0 %")], examplesPerSecond: 18250.4,
        idleShare: "0.2 %", secondsLeft: 126.2)

    @Test("tells all there is where there is room")
    func wide() {
        let whole = "3/10 ██████░░░░ loss 0.1234  accuracy 97.0 %  18250 examples/s  idle 0.2 %  2:07 left"
        #expect(text.line(width: 200) == whole)
        #expect(text.line(width: whole.count) == whole)
    }

    @Test(
        "leaves out the least important parts first",
        arguments: [
            (84, "3/10 ██████░░░░ loss 0.1234  accuracy 97.0 %  18250 examples/s  2:07 left"),
            (72, "3/10 ██████░░░░ loss 0.1234  accuracy 97.0 %  2:07 left"),
            (54, "3/10 ██████░░░░ loss 0.1234  2:07 left"),
            (37, "3/10 loss 0.1234  2:07 left"),
            (26, "3/10 loss 0.1234"),
            (15, "3/10"),
            (3, "3/1"),
            (0, ""),
        ])
    func narrow(width: Int, line: String) {
        #expect(text.line(width: width) == line)
    }

    @Test(
        "is never wider than the terminal and never loses a part when there is more room", arguments: 20...200
    )
    func fits(width: Int) {
        var many = text
        many.metrics += [("学習率", "0.1"), ("a\nb\tc", "1"), ("👍🏽", "2"), ("e\u{301}", "3")]
        for text in [text, many] {
            let line = text.line(width: width)
            #expect(line.displayWidth <= width)
            #expect(line.displayWidth <= text.line(width: width + 1).displayWidth)
            #expect(!line.contains { $0.isNewline || $0 == "\t" })
        }
    }

    @Test("counts two columns for wide characters and one for combined ones")
    func displayWidth() {
        #expect("学習率".displayWidth == 6)
        #expect("e\u{301}a".displayWidth == 2)
        #expect("👍🏽".displayWidth == 2)
        #expect("██░ µ".displayWidth == 5)
        #expect("a学b".prefix(displayWidth: 2) == "a")
        #expect("a\r\nb\u{1B}c".singleLine == "a b c")
    }

    @Test("leaves out what is not known, and shows no bar beyond its ends")
    func unknown() {
        var text = ProgressBarText(fraction: 0, epoch: 1, epochs: 1)
        #expect(text.line(width: 80) == "1/1 ░░░░░░░░░░")
        (text.examplesPerSecond, text.secondsLeft) = (.infinity, .nan)
        for fraction in [-1, .nan, .infinity] {
            text.fraction = fraction
            #expect(text.line(width: 80) == "1/1 ░░░░░░░░░░")
        }
        text.fraction = 1.5
        #expect(text.line(width: 80) == "1/1 ██████████")
    }

    @Test(
        "tells the time left in minutes and hours",
        arguments: [
            (0.0, "0:00"), (0.2, "0:01"), (60, "1:00"), (3599.5, "1:00:00"), (7325, "2:02:05"),
        ])
    func timeLeft(seconds: Double, clock: String) {
        let text = ProgressBarText(fraction: 1, epoch: 1, epochs: 1, secondsLeft: seconds)
        #expect(text.line(width: 80) == "1/1 ██████████  \(clock) left")
    }
}

@Suite("A terminal")
struct TerminalTests {
    @Test("is as wide as it says, and what COLUMNS says counts elsewhere")
    func width() throws {
        let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        try #require(terminal >= 0)
        defer { close(terminal) }
        #expect(Terminal(descriptor: terminal, environment: ["COLUMNS": "99"]).width == 99)
        var size = winsize(ws_row: 24, ws_col: 132, ws_xpixel: 0, ws_ypixel: 0)
        try #require(ioctl(terminal, UInt(TIOCSWINSZ), &size) == 0)
        #expect(Terminal(descriptor: terminal, environment: ["COLUMNS": "99"]).width == 132)
    }

    @Test(
        "that is none has 80 columns unless COLUMNS says otherwise",
        arguments: [
            ([:], 80), (["COLUMNS": "40"], 40), (["COLUMNS": "wide"], 80), (["COLUMNS": "0"], 80),
            (["COLUMNS": ""], 80),
        ])
    func noTerminal(environment: [String: String], width: Int) {
        #expect(Terminal(descriptor: -1, environment: environment).width == width)
        #expect(!Terminal(descriptor: -1, environment: environment).canRewriteLines)
    }

    @Test("that is dumb cannot rewrite a line")
    func dumb() throws {
        let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        try #require(terminal >= 0)
        defer { close(terminal) }
        #expect(Terminal(descriptor: terminal, environment: ["TERM": "xterm"]).canRewriteLines)
        #expect(!Terminal(descriptor: terminal, environment: ["TERM": "dumb"]).canRewriteLines)
    }
}
