import Chainrule
import ChainruleInterop
import Testing

@Suite("A graph in TensorBoard's form")
struct GraphTests {
    /// A node as the message tells of it.
    private struct Node: Equatable {
        let operation: String
        let inputs: [String]
        let shape: [Int]
        let dtype: Int
    }

    private func nodes(_ graph: DrawnGraph) throws -> [String: Node] {
        let pairs = try Message(graph.message.bytes).messages(1).map { node in
            let attributes = try node.messages(5).map { ($0.text(1)!, try $0.message(2)) }
            let values = Dictionary(uniqueKeysWithValues: attributes)
            let shape = try #require(values["_output_shapes"]).message(1).message(7)
            return (
                node.text(1)!,
                Node(
                    operation: node.text(2)!,
                    inputs: node.bytes(3).map { String(decoding: $0, as: UTF8.self) },
                    shape: try shape.messages(2).map { $0.integer(1) ?? 0 },
                    dtype: try #require(values["dtype"]?.integer(6)))
            )
        }
        return Dictionary(pairs) { _, _ in
            Issue.record("two nodes have one name")
            return pairs[0].1
        }
    }

    /// A leaf, which `Tensor.ones` would not be.
    private func ones(_ shape: Shape) -> Tensor {
        Tensor([Float](repeating: 1, count: shape.elementCount), shape: shape)
    }

    private func twoLayers() -> (loss: Tensor, parameters: [(name: String, value: Tensor)]) {
        let (first, second) = (ones([4, 3]), ones([2, 4]))
        let bias = ones([4])
        let hidden = relu(matmul(ones([5, 3]).named("images"), first.transposed()) + bias)
        let scores = matmul(hidden, second.transposed())
        let loss = (scores * scores * 0.5).sum()
        return (
            loss, [("features.0.weight", first), ("features.0.bias", bias), ("classifier.weight", second)]
        )
    }

    @Test("has the nodes of a network in the boxes of their layers")
    func scopes() throws {
        let (loss, parameters) = twoLayers()
        let nodes = try nodes(DrawnGraph(of: loss, parameters: parameters, withGradients: false))
        #expect(nodes["images"]?.shape == [5, 3])
        #expect(
            nodes["features/0/weight"] == Node(operation: "constant", inputs: [], shape: [4, 3], dtype: 1))
        #expect(nodes["features/0/matmul"]?.inputs == ["images", "features/0/permute"])
        #expect(nodes["features/0/relu"]?.inputs == ["features/0/add"])
        #expect(nodes["features/0/relu"]?.shape == [5, 4])
        #expect(nodes["classifier/matmul"]?.inputs == ["features/0/relu", "classifier/permute"])
        let multiplications = nodes.filter { $0.value.operation == "multiply" }
        #expect(Set(multiplications.keys) == ["classifier/multiply", "classifier/multiply_1"])
        #expect(nodes.values.contains { $0.operation == "Const" && $0.shape == [] })
        #expect(nodes.keys.filter { !$0.contains("/") } == ["images"])
    }

    @Test("has every input that a node names, and all nodes of the graph")
    func complete() throws {
        let (loss, parameters) = twoLayers()
        for withGradients in [false, true] {
            let nodes = try nodes(
                DrawnGraph(of: loss, parameters: parameters, withGradients: withGradients))
            #expect(nodes.values.allSatisfy { $0.inputs.allSatisfy { nodes[$0] != nil } })
            if !withGradients { #expect(nodes.count == TopologicalOrder(endingAt: [loss]).nodes.count) }
        }
    }

    @Test(
        "has the gradients of parameters in boxes like the parameters' own, and leaves the forward pass alone"
    )
    func gradients() throws {
        let (loss, parameters) = twoLayers()
        let forward = try nodes(DrawnGraph(of: loss, parameters: parameters, withGradients: false))
        let all = try nodes(DrawnGraph(of: loss, parameters: parameters, withGradients: true))
        for (name, node) in forward { #expect(all[name] == node) }
        let backward = all.filter { forward[$0.key] == nil }
        #expect(backward["gradients/features/0/weight"]?.shape == [4, 3])
        #expect(backward["gradients/features/0/bias"]?.shape == [4])
        #expect(backward["gradients/classifier/weight"]?.shape == [2, 4])
        #expect(backward["gradients/features/0/relu"]?.shape == [5, 4])
        let scopes = Set(backward.keys.map { $0.split(separator: "/").dropLast().joined(separator: "/") })
        #expect(scopes == ["gradients/features/0", "gradients/classifier"])
    }

    @Test("takes names from the tensors and makes them fit for TensorBoard")
    func names() throws {
        let x = ones([2]).named("größe:0")
        let y = ones([2]).named("block.1.scale")
        let z = ones([2]).named("block/1/scale")
        let nodes = try nodes(DrawnGraph(of: (x * y * z).named("."), parameters: [], withGradients: false))
        #expect(
            Set(nodes.keys) == [
                "gr__e_0", "block/1/scale", "block/1/scale_1", "block/1/multiply", "unnamed",
            ])
    }

    @Test("of nothing but numbers is drawn too")
    func numbers() throws {
        let two = Tensor(2)
        #expect(
            try nodes(DrawnGraph(of: two, parameters: [], withGradients: false)).keys.sorted() == ["constant"]
        )
        let x = Tensor(3)
        let nodes = try nodes(DrawnGraph(of: x * x, parameters: [("x", x)], withGradients: true))
        #expect(nodes["x"]?.operation == "constant")
        #expect(nodes["multiply"]?.inputs == ["x", "x"])
        #expect(nodes["gradients/x"] != nil)
    }

    @Test("can be made while a function is compiled, and computes nothing")
    func compiling() throws {
        nonisolated(unsafe) var names: Set<String> = []
        let weight = Variable(Tensor.ones([3]), name: "layer.weight")
        let step = compile { (x: Tensor) -> Tensor in
            let loss = (x * weight.value).sum()
            let graph = DrawnGraph(
                of: loss, parameters: [("layer.weight", weight.value)], withGradients: true)
            names = Set((try? nodes(graph).keys).map(Array.init) ?? [])
            return loss
        }
        #expect(step(Tensor.ones([3])).item() == 3)
        #expect(
            names.isSuperset(of: ["argument_0", "layer/weight", "layer/multiply", "gradients/layer/weight"]))
    }
}
