import Chainrule
import ChainruleInterop
import Foundation
import TestSupport
import Testing

@Suite("A TensorBoard log")
struct TensorBoardLogTests {
    /// The events after the first, which tells the version, of a log that `body` writes.
    private func written(_ body: (TensorBoardLog) throws -> Void) throws -> [Message] {
        try withTemporaryDirectory { directory in
            let log = try TensorBoardLog(directory: directory)
            try body(log)
            try log.flush()
            let events = try events(in: directory)
            #expect(events.first?.text(3) == "brain.Event:2")
            return Array(events.dropFirst())
        }
    }

    @Test("of scalars has name, step, value and time, zeros too")
    func scalars() throws {
        let start = Date().timeIntervalSince1970
        let events = try written { log in
            try log.scalar("loss", 0.25, step: 0)
            try log.scalar("loss", 0, step: 300)
            try log.scalar("loss", .nan, step: 301)
        }
        #expect(events.map { $0.integer(2) } == [0, 300, 301])
        let values = try events.map { try $0.message(5).message(1) }
        #expect(values.allSatisfy { $0.text(1) == "loss" })
        #expect(values.prefix(2).map { $0.float(2) } == [0.25, 0])
        #expect(values[2].float(2)?.isNaN == true)
        #expect(events.allSatisfy { $0.double(1)! >= start && $0.double(1)! <= Date().timeIntervalSince1970 })
    }

    @Test("of a histogram counts the elements, and those that are not finite apart")
    func histograms() throws {
        let tensor = Tensor([0, 1, 1, 64, .nan, -.infinity] as [Float], shape: [2, 3])
        let event = try #require(try written { try $0.histogram("w", tensor, step: 5) }.first)
        let values = try event.message(5).messages(1)
        let histogram = try values[0].message(5)
        #expect(values[0].text(1) == "w")
        #expect((1...5).map { histogram.double($0) } == [0, 64, 4, 66, 4098])
        #expect(histogram.doubles(6) == (1...64).map(Double.init))
        #expect(histogram.doubles(7) == [1, 2] + [Double](repeating: 0, count: 61) + [1])
        #expect(values[1].text(1) == "w/not_finite")
        #expect(values[1].float(2) == 2)
    }

    @Test("of a text has it as a tensor of one string")
    func texts() throws {
        let event = try #require(try written { try $0.text("note", "a *b*", step: 1) }.first)
        let value = try event.message(5).message(1)
        #expect(try value.message(9).message(1).text(1) == "text")
        #expect(try value.message(8).text(8) == "a *b*")
        #expect(try value.message(8).integer(1) == 7)
    }

    // TensorBoard takes the first restart of a run for its beginning, so one alone would discard nothing.
    @Test("of a restart says its step twice")
    func restarts() throws {
        let events = try written { try $0.restart(at: 40) }
        #expect(events.map { $0.integer(2) } == [40, 40])
        #expect(try events.allSatisfy { try $0.message(7).integer(1) == 1 })
    }

    @Test("is written when it is let go")
    func letGo() throws {
        try withTemporaryDirectory { directory in
            try TensorBoardLog(directory: directory).scalar("x", 1, step: 1)
            #expect(try events(in: directory).count == 2)
        }
    }

    @Test("comes behind the earlier ones of its directory, whatever the clock says")
    func order() throws {
        try withTemporaryDirectory { directory in
            let inner = directory.appendingPathComponent("a/b")
            let logs = try (0..<3).map { _ in try TensorBoardLog(directory: inner) }
            #expect(logs.map(\.path) == Set(logs.map(\.path)).sorted())
            let late = inner.appendingPathComponent("events.out.tfevents.4000000000.host.1")
            try Data().write(to: late)
            let next = try TensorBoardLog(directory: inner)
            #expect(next.path.contains("events.out.tfevents.4000000001."))
        }
    }

    @Test("where no directory can be is refused, with the path and the reason")
    func noDirectory() throws {
        try withTemporaryDirectory { directory in
            let file = directory.appendingPathComponent("file")
            try Data().write(to: file)
            for path in [file, file.appendingPathComponent("runs")] {
                let error = #expect(throws: TensorBoardError.self) { try TensorBoardLog(directory: path) }
                #expect(error?.path == path.path)
                #expect(error?.reason.isEmpty == false)
            }
            #expect(try Data(contentsOf: file).isEmpty)
        }
    }
}
