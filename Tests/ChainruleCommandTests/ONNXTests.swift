import Chainrule
import ChainruleData
import Foundation
import TestSupport
import Testing

@Suite("chainrule onnx")
struct ONNXTests {
    /// A model that onnxruntime has run; see make_cases.py.
    private func model(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../ChainruleONNXTests/Cases/\(name).onnx").standardizedFileURL.path
    }

    @Test("check lists inputs, outputs and operators")
    func check() throws {
        let result = try runTool("onnx", "check", model("opset7"))
        #expect(result.code == 0)
        #expect(result.output.contains("opset 7") && result.output.contains("float32[batch, 3, 4]"))
        let operators = ["Softmax", "Clip", "PRelu", "Upsample"]
        #expect(operators.allSatisfy(result.output.contains))
        let json = try runTool("onnx", "check", model("opset7"), "--json")
        #expect(json.output.contains(#""opset" : 7"#) && json.output.contains(#""problems" : ["#))
    }

    @Test("check of what is not supported has the exit code 1 and names it")
    func unsupported() throws {
        try withTemporaryDirectory { directory in
            let bytes = try Data(contentsOf: URL(fileURLWithPath: model("opset7")))
            let text = String(decoding: bytes, as: Unicode.ASCII.self)
            let place = try #require(text.range(of: "Softmax"))
            var changed = bytes
            let offset = text.distance(from: text.startIndex, to: place.lowerBound)
            changed.replaceSubrange(offset..<offset + 7, with: Data("Hardest".utf8))
            let file = directory.appendingPathComponent("model.onnx")
            try changed.write(to: file)
            let result = try runTool("onnx", "check", file.path)
            #expect(result.code == 1 && result.output.contains("Hardest (opset 7"))
            let run = try runTool("onnx", "run", file.path)
            #expect(run.code == 1 && run.error.contains("not supported: Hardest (opset 7"))
        }
    }

    @Test(
        "run reads inputs by name or in order, prints ranges and writes the outputs",
        arguments: ["x.npy", "x=x.npy"])
    func run(argument: String) throws {
        try withTemporaryDirectory { directory in
            try NumPy.write(Tensor.ones([1, 3, 4]), to: directory.appendingPathComponent("x.npy").path)
            let result = try runTool(
                ["onnx", "run", model("opset7"), "--input", argument, "--out", "outputs"], in: directory)
            #expect(result.code == 0 && result.output.contains("float32[1, 3, 4]"))
            let clipped = try NumPy.read(directory.appendingPathComponent("outputs/1.npy").path)
            #expect(clipped.scalars(as: Float.self) == [Float](repeating: 0.5, count: 12))
            let missing = try runTool(["onnx", "run", model("opset7")], in: directory)
            #expect(missing.code == 1 && missing.error.contains("found no input 'x'"))
            let surplus = try runTool(
                ["onnx", "run", model("opset7"), "--input", "x.npy", "--input", "x.npy"], in: directory)
            #expect(surplus.code == 2)
        }
    }
}
