import Chainrule
import ChainruleInterop
import Foundation
import TestSupport
import Testing

@Suite("bench")
struct BenchTests {
    private struct Line: Decodable {
        let workload: String
        let median, minimum, memory, speed: Double
        let threads: Int
        let engine: String

        enum CodingKeys: String, CodingKey {
            case workload, threads, engine
            case median = "median_ms"
            case minimum = "min_ms"
            case memory = "peak_mb"
            case speed = "gflops"
        }
    }

    @Test("prints a JSON object per workload, with times, memory and speed")
    func json() throws {
        let result = try runTool(
            "bench", "two-layer-sigmoid", "scalar-graph", "--json", "--steps", "3", "--threads", "1")
        expectSuccess(result)
        let lines = try result.output.split(separator: "\n").map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }
        #expect(lines.map(\.workload) == ["scalar-graph", "two-layer-sigmoid"])
        for line in lines {
            #expect(line.minimum > 0 && line.median >= line.minimum && line.memory > 1)
            #expect(line.threads == 1 && !line.engine.isEmpty)
        }
        #expect(lines[0].speed == 0)
        // Forward and the weights' gradients: 2·2·64·1000·100, and three products with 100 × 10.
        let products: Int = 2 * 1000 * 100 + 3 * 100 * 10
        let operations = Double(2 * 64 * products)
        let speed = operations * 1e-6 / lines[1].median
        #expect(abs(lines[1].speed - speed) < 1e-6 * speed)
    }

    @Test("tells what observing costs, and leaves nothing of the training it watched")
    func observing() throws {
        try withTemporaryDirectory { directory in
            let result = try runShell(
                "TMPDIR=$PWD chainrule bench --observing --steps 200 --threads 1", in: directory)
            expectSuccess(result)
            #expect(result.output.contains("\nlenet on 1 threads, 200 steps, every other one monitored\n"))
            for line in ["step ", "monitoring ", "inspection ", "end of an epoch ", "total "] {
                #expect(result.output.contains("\n" + line))
            }
            #expect(try files(in: directory) == [])
        }
    }

    @Test("prints an aligned table otherwise")
    func table() throws {
        let result = try runTool("bench", "mlp", "--depth", "1", "--batch", "2", "--steps", "1")
        expectSuccess(result)
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].hasPrefix("workload ") && lines[1].hasPrefix("mlp "))
        #expect(lines[0].count == lines[1].count)
    }

    @Test("exports a start from which the same losses follow")
    func export() throws {
        try withTemporaryDirectory { directory in
            func exported(_ name: String, _ arguments: String...) throws -> [String: Tensor] {
                let result = try runTool(
                    ["bench", name, "--export", "file"] + arguments, in: directory)
                expectSuccess(result)
                #expect(result.output == "")
                return try Safetensors(contentsOf: directory.appending(path: "file")).tensors
            }
            let mlp = try exported("mlp", "--batch", "8", "--depth", "2")
            #expect(
                mlp.keys.sorted() == [
                    "input.0", "input.1", "losses", "parameter.1.bias", "parameter.1.weight",
                    "parameter.3.bias", "parameter.3.weight",
                ])
            #expect(mlp["input.0"]?.type == TensorType([8, 784], .float32))
            #expect(mlp["input.1"]?.type == TensorType([8], .int32))
            let losses = try #require(mlp["losses"]).scalars(as: Float.self)
            #expect(losses.count == 20 && losses[19] < losses[0] && losses[0] < 3)
            #expect(
                try exported("mlp", "--batch", "8", "--depth", "2")["losses"]?.scalars() == losses)
            #expect(try exported("tanh-forward", "--batch", "1")["losses"]?.shape == [1])
            #expect(try exported("char-rnn-sample")["input.0"]?.type == TensorType([1], .int32))
        }
    }

    @Test("exports the key of every step's first dropout mask")
    func dropoutKeys() throws {
        try withTemporaryDirectory { directory in
            expectSuccess(
                try runTool("bench", "text-cnn", "--batch", "1", "--export", "file", in: directory))
            let tensors = try Safetensors(contentsOf: directory.appending(path: "file")).tensors
            let keys = try #require(tensors["dropout.key"])
            #expect(keys.shape == [20, 4])
            let draws = (0..<20).map { keys[$0, 2].item() }
            #expect(draws == (0..<20).map { draws[0] + Double($0) })
        }
    }
}
