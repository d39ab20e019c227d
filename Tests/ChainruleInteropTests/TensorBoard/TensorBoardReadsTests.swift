import Chainrule
import ChainruleInterop
import Foundation
import TestSupport
import Testing

/// A Python that can import `tensorboard`.
private let python = ProcessInfo.processInfo.environment["CHAINRULE_TENSORBOARD_PYTHON"]

@Suite(
    "TensorBoard itself",
    .enabled(
        if: python != nil,
        "set CHAINRULE_TENSORBOARD_PYTHON to a Python with the package tensorboard, as .ci/run does"))
struct TensorBoardReadsTests {
    /// What read_log.py prints.
    private struct Contents: Decodable {
        struct Point: Decodable, Equatable {
            let step: Int
            let value: Double
        }
        struct Histogram: Decodable {
            let step: Int
            let summary: [Double]
            let limits: [Double]
            let counts: [Double]
        }
        struct Picture: Decodable, Equatable {
            let step: Int
            let size: [Int]
            let decodedSize: [Int]
            let mode: String
            let pixels: [Int]
        }
        struct Node: Decodable {
            let operation: String
            let inputs: [String]
            let shape: [Int]
        }
        let scalars: [String: [Point]]
        let histograms: [String: [Histogram]]
        let images: [String: [Picture]]
        let graph: [String: Node]
        let texts: [String: [String]]
        /// The steps known to the plugins that show scalars, histograms and images.
        let pluginSteps: [String: [Int]]
    }

    private func contents(of directory: URL) throws -> Contents {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "read_log.py")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(python))
        process.arguments = [script.path, directory.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let json = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "read_log.py failed; its reason is printed above")
        return try JSONDecoder().decode(Contents.self, from: json)
    }

    @Test("reads scalars, histograms, images, texts and the graph of a log")
    func everything() throws {
        try withTemporaryDirectory { directory in
            let log = try TensorBoardLog(directory: directory)
            for step in 0..<5 { try log.scalar("train/loss", 1 / Double(1 + step), step: step) }
            try log.histogram("weight", Tensor([0, 1, 1, 64, .nan] as [Float], shape: [5]), step: 3)
            try log.image("grey", Tensor([[0, 0.2, 1], [1, 0.4, 0]]), step: 1)
            try log.image("color", Tensor([1, 2, 3, 4, 5, 6] as [UInt8], shape: [3, 2, 1]), step: 2)
            try log.text("note", "größe", step: 0)
            let weight = Tensor.ones([4, 3])
            let loss = relu(matmul(weight, Tensor.ones([3, 2]).named("x"))).sum()
            try log.graph(of: loss, parameters: [("layer.0.weight", weight)], withGradients: true)
            try log.flush()

            let found = try contents(of: directory)
            #expect(Set(found.scalars.keys) == ["train/loss", "weight/not_finite"])
            #expect(found.scalars["train/loss"]?.map(\.step) == [0, 1, 2, 3, 4])
            #expect(found.scalars["train/loss"]?.map(\.value) == (1...5).map { Double(1 / Float($0)) })
            #expect(found.scalars["weight/not_finite"]?.map(\.value) == [1])
            let histogram = try #require(found.histograms["weight"]?.first)
            #expect(histogram.step == 3)
            #expect(histogram.summary == [0, 64, 4, 66, 4098])
            #expect(histogram.limits == (1...64).map(Double.init))
            #expect(histogram.counts == [1, 2] + [Double](repeating: 0, count: 61) + [1])
            #expect(
                found.images["grey"] == [
                    .init(
                        step: 1, size: [3, 2], decodedSize: [3, 2], mode: "L",
                        pixels: [0, 51, 255, 255, 102, 0])
                ])
            #expect(
                found.images["color"] == [
                    .init(
                        step: 2, size: [1, 2], decodedSize: [1, 2], mode: "RGB", pixels: [1, 3, 5, 2, 4, 6])
                ])
            #expect(found.texts == ["note": ["größe"]])
            #expect(found.graph["layer/0/weight"]?.shape == [4, 3])
            #expect(found.graph["layer/0/matmul"]?.inputs == ["layer/0/weight", "x"])
            #expect(found.graph["gradients/layer/0/weight"]?.shape == [4, 3])
            #expect(
                found.pluginSteps == [
                    "train/loss": [0, 1, 2, 3, 4], "weight/not_finite": [3], "weight": [3], "grey": [1],
                    "color": [2],
                ])
        }
    }

    @Test("drops after a restart what the earlier log recorded of later steps, though that log breaks off")
    func restart() throws {
        try withTemporaryDirectory { directory in
            let killed = try TensorBoardLog(directory: directory)
            for step in 0..<10 { try killed.scalar("loss", Double(step), step: step) }
            try killed.scalar("never seen again", 1, step: 9)
            try killed.flush()
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: killed.path))
            try handle.truncate(atOffset: try handle.seekToEnd() - 5)
            let resumed = try TensorBoardLog(directory: directory)
            try resumed.restart(at: 4)
            try resumed.scalar("loss", 100, step: 4)
            try resumed.flush()
            let found = try contents(of: directory)
            #expect(found.scalars["loss"]?.map(\.value) == [0, 1, 2, 3, 100])
            #expect(found.pluginSteps["loss"] == [0, 1, 2, 3, 4])
        }
    }
}
