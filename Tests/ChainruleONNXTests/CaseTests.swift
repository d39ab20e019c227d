import Chainrule
import ChainruleNN
import ChainruleONNX
import Foundation
import TestSupport
import Testing

/// A model of `Cases`, which make_cases.py writes with what onnxruntime computes.
struct ONNXCase {
    let model: ONNXModel
    private let golden: Golden

    init(_ name: String) throws {
        model = try ONNXModel(contentsOf: Self.url(of: name))
        golden = try Golden("../ChainruleONNXTests/Cases/\(name)")
    }

    static func url(of name: String) -> URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Cases/\(name).onnx")
    }

    /// The inputs in float32, as all of these models take them.
    func inputs() throws -> [String: Tensor] {
        var inputs: [String: Tensor] = [:]
        for name in model.inputNames { inputs[name] = try golden["input.\(name)"].cast(to: .float32) }
        return inputs
    }

    func expectOutputs(_ outputs: [String: Tensor]) throws {
        for name in model.outputNames {
            let output = try #require(outputs[name])
            let expected = try golden["output.\(name)"].cast(to: output.dtype)
            expectClose(output, expected.reshaped(to: output.shape), tolerance: 2e-5, name)
            #expect(output.shape.elementCount == expected.shape.elementCount)
        }
    }
}

@Suite("ONNX models compute what onnxruntime computes")
struct CaseTests {
    @Test("at once", arguments: ["convolutions", "recurrent", "attention", "shapes", "opset7"])
    func outputs(name: String) throws {
        let sample = try ONNXCase(name)
        try sample.expectOutputs(sample.model(sample.inputs()))
    }

    @Test("compiled, where shapes follow from the arguments' shapes")
    func compiled() throws {
        let sample = try ONNXCase("convolutions")
        let x = try #require(try sample.inputs()["x"])
        let expected = try sample.model(x)[0]
        let step = compile { (x: Tensor) in try! sample.model(x)[0] }
        expectClose(step(x), expected, tolerance: 1e-5)
    }

    @Test("for batches of other sizes, one example at a time")
    func batches() throws {
        let sample = try ONNXCase("convolutions")
        let x = try #require(try sample.inputs()["x"])
        let all = try sample.model(x)[0]
        let second = try sample.model(x[1..<2])[0]
        expectClose(second, all[1..<2], tolerance: 1e-5)
    }

    @Test("with parameters and buffers under their names, which can be trained")
    func training() throws {
        let sample = try ONNXCase("convolutions")
        let names = sample.model.parameters().map(\.name)
        #expect(Set(names) == ["w", "b", "scale", "shift", "v", "d", "t"])
        #expect(sample.model.buffers().map(\.name) == ["mean", "variance"])
        let x = try #require(try sample.inputs()["x"])
        let optimizer = SGD(sample.model, learningRate: 0.01)
        func loss() throws -> Tensor { try sample.model(x)[0].sum() + sample.model(x)[1].sum() }
        let before = try loss()
        optimizer.update(gradients(of: before, withRespectTo: sample.model))
        #expect(try loss().item() < before.item())
    }
}
