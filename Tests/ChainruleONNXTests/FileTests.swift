import Chainrule
import ChainruleInterop
import ChainruleONNX
import Foundation
import TestSupport
import Testing

@Suite("ONNX files that are damaged or hostile")
struct FileTests {
    /// A model of one node with inputs `x` and `y`, which `edit` may add to.
    private func model(
        _ operation: String = "Add", inputs: [String] = ["x", "y"], outputs: [String] = ["z"],
        opset: Int = 18,
        attribute: ProtobufMessage? = nil, graph edit: (inout ProtobufMessage) -> Void = { _ in }
    ) -> ProtobufMessage {
        func value(_ name: String) -> ProtobufMessage {
            ProtobufMessage { info in
                info.add(name, to: 1)
                info.add(to: 2) { type in type.add(to: 1) { $0.add(1, to: 1) } }
            }
        }
        return ProtobufMessage { model in
            model.add(8, to: 1)
            model.add(to: 7) { graph in
                graph.add(to: 1) { node in
                    for input in inputs { node.add(input, to: 1) }
                    for output in outputs { node.add(output, to: 2) }
                    node.add("only", to: 3)
                    node.add(operation, to: 4)
                    if let attribute { node.add(attribute, to: 5) }
                }
                graph.add(value("x"), to: 11)
                graph.add(value("y"), to: 11)
                graph.add(value("z"), to: 12)
                edit(&graph)
            }
            model.add(to: 8) { $0.add(opset, to: 2) }
        }
    }

    private func read(_ bytes: [UInt8]) throws -> ONNXModel {
        try withTemporaryDirectory { directory in
            let url = directory.appendingPathComponent("model.onnx")
            try Data(bytes).write(to: url)
            return try ONNXModel(contentsOf: url)
        }
    }

    private func message(_ model: ProtobufMessage, _ arguments: Tensor...) throws -> String {
        do {
            _ = try read(model.bytes)(arguments)
            return "no error"
        } catch let error as ONNXError {
            return "\(error)"
        }
    }

    @Test("a sound one is computed")
    func sound() throws {
        let sum = try read(model().bytes)(Tensor([1, 2]), Tensor(3))
        #expect(sum[0].scalars(as: Float.self) == [4, 5])
    }

    @Test("an operator, an attribute or an opset that is not known is named with its node")
    func unsupported() throws {
        #expect(
            try message(model("Frobnicate")).contains("not supported: Frobnicate (opset 18, node 'only')"))
        let attribute = ProtobufMessage {
            $0.add("axis", to: 1)
            $0.add(1, to: 3)
            $0.add(2, to: 20)
        }
        #expect(
            try message(model(attribute: attribute)).contains("Add (opset 18, node 'only'): attribute 'axis'")
        )
        #expect(try message(model(opset: 6)).contains("opset 6, known are 7 to 28"))
    }

    @Test("a cycle and a name that nothing makes are found")
    func names() throws {
        #expect(try message(model(inputs: ["x", "z"])).contains("input 'z'"))
        #expect(try message(model(outputs: ["other"])).contains("output 'z'"))
        #expect(try message(model(outputs: ["x", "z"])).contains("output 'x'"))
    }

    @Test("operands that do not fit are an error of the node")
    func shapes() throws {
        let error = try message(model(), Tensor.ones([2]), Tensor.ones([3]))
        #expect(error == "Add (opset 18, node 'only'): shapes [2] and [3] do not broadcast")
        #expect(try message(model(), Tensor.ones([2])).contains("found 1 input, expected 2: x, y"))
        #expect(try message(model(inputs: ["x"]), Tensor(1), Tensor(1)).contains("input 1 is missing"))
    }

    @Test(
        "a tensor whose size lies is refused before memory is taken",
        arguments: [[1 << 40], [1 << 40, 1 << 40], [0, 1 << 62, 1 << 62], [-1], [3]])
    func sizes(sizes: [Int]) throws {
        let lying = model {
            $0.add(to: 5) { tensor in
                for size in sizes { tensor.add(size, to: 1) }
                tensor.add(1, to: 2)
                tensor.add("w", to: 8)
                tensor.add([UInt8](repeating: 0, count: 8), to: 9)
            }
        }
        #expect(try message(lying).contains("tensor 'w'"))
    }

    @Test("external data is read from the model's folder alone")
    func externalData() throws {
        func reading(_ location: String, length: Int = 4) -> ProtobufMessage {
            model(inputs: ["x", "w"]) {
                $0.add(to: 5) { tensor in
                    tensor.add(1, to: 1)
                    tensor.add(1, to: 2)
                    tensor.add("w", to: 8)
                    for (key, value) in [("location", location), ("offset", "4"), ("length", "\(length)")] {
                        tensor.add(to: 13) { entry in
                            entry.add(key, to: 1)
                            entry.add(value, to: 2)
                        }
                    }
                    tensor.add(1, to: 14)
                }
            }
        }
        try withTemporaryDirectory { directory in
            let folder = directory.appendingPathComponent("model")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let bytes: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 64]
            for place in ["model/weights", "secret"] {
                try Data(bytes).write(to: directory.appendingPathComponent(place))
            }
            try FileManager.default.createSymbolicLink(
                atPath: folder.path + "/link", withDestinationPath: "../secret")
            let url = folder.appendingPathComponent("model.onnx")
            func model(_ message: ProtobufMessage) throws -> ONNXModel {
                try Data(message.bytes).write(to: url)
                return try ONNXModel(contentsOf: url)
            }
            let output = try model(reading("weights"))(Tensor([1]), Tensor(0))
            #expect(output[0].scalars(as: Float.self) == [3])
            let outside = ["../secret", "link", directory.path + "/secret", "", "."]
            #expect(outside.allSatisfy { (try? model(reading($0))) == nil })
            #expect(throws: ONNXError.self) { try model(reading("weights", length: 8)) }
            #expect(throws: ONNXError.self) { try model(reading("absent")) }
        }
    }

    @Test("messages nested without end are refused")
    func nesting() throws {
        var nested = ProtobufMessage()
        for _ in 0..<2000 { nested = ProtobufMessage { $0.add(nested, to: 5) } }
        let hostile = ProtobufMessage { model in model.add(to: 7) { $0.add(nested, to: 1) } }
        #expect(throws: ONNXError.self) { try read(hostile.bytes) }
    }

    @Test(
        "any byte may be wrong, and the file may end anywhere: it is an error or another model",
        arguments: ["convolutions", "shapes", "opset7"])
    func mutations(name: String) throws {
        var generator = RandomStream(seed: 2013)
        let bytes = Array(try Data(contentsOf: ONNXCase.url(of: name)))
        let inputs = try ONNXCase(name).inputs()
        var (models, errors) = (0, 0)
        for round in 0..<300 {
            var mutated = bytes
            if round % 4 == 0 {
                mutated.removeLast(Int.random(in: 1..<bytes.count, using: &generator))
            } else {
                let place = Int.random(in: bytes.indices, using: &generator)
                mutated[place] = UInt8.random(in: 0...255, using: &generator)
            }
            do {
                let outputs = try read(mutated)(inputs)
                if outputs.values.allSatisfy({ $0.shape.elementCount < 100_000 }) {
                    evaluate(Array(outputs.values))
                }
                models += 1
            } catch is ONNXError {
                errors += 1
            }
        }
        #expect(models > 0 && errors > 0)
    }
}
