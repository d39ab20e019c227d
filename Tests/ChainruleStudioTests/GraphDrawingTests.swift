import Chainrule
import ChainruleModels
import ChainruleNN
import ChainruleStudio
import Foundation
import TestSupport
import Testing

@Suite("GraphDrawing")
struct GraphDrawingTests {
    private func drawing(_ formula: String, _ values: [String: Double]) throws -> GraphDrawing {
        let values = values.mapValues { Tensor($0) }
        return GraphDrawing(of: try Formula(formula).evaluated(at: values), title: formula)
    }

    /// Gates by their identifiers, and what leads where.
    private func statements(_ drawing: GraphDrawing) -> (nodes: [Substring], edges: [Substring]) {
        let lines = drawing.dot.split(separator: "\n")
        return (lines.filter { $0.contains(" [id=") }, lines.filter { $0.contains(" -> ") })
    }

    @Test("every gate and every wire of (x + y)·z is drawn once, with its value and gradient")
    func product() throws {
        let (nodes, edges) = statements(try drawing("q = x + y; f = q * z", ["x": -2, "y": 5, "z": -4]))
        #expect(nodes.count == 10 && edges.count == 9)
        let q = try #require(nodes.first { $0.contains("q = ") })
        #expect(q.contains("<font color=\"#1a7f37\" point-size=\"14\">3.0</font>"))
        #expect(q.contains("<font color=\"#cf222e\" point-size=\"14\">-4.0</font>"))
        #expect(nodes.contains { $0.contains("shape=circle") && $0.contains("<b>×</b>") })
    }

    @Test("at a branch the contributions are written, and add up to the gradient")
    func branches() throws {
        let (_, edges) = statements(try drawing("x * y + x", ["x": 3, "y": -4]))
        let contributions = edges.filter { $0.contains("label=") }
        #expect(contributions.count == 2)
        #expect(
            contributions.contains { $0.contains("<-4.0>") }
                && contributions.contains { $0.contains("<1.0>") })
    }

    @Test("axes of size one come and go without a gate")
    func trivialShapes() throws {
        let dot = GraphDrawing(
            of: try Formula("f = sum(W @ x)").evaluated(at: [
                "W": Tensor([[1, 2], [3, 4]]), "x": Tensor([1, 2]),
            ])
        ).dot
        #expect(!dot.contains("reshape") && dot.contains("<b>Σ</b>") && dot.contains("<b>@</b>"))
        #expect(dot.contains("f = <font color=\"#1a7f37\" point-size=\"14\">16.0</font>"))
    }

    @Test("names are escaped for Graphviz and XML")
    func escaping() throws {
        let x = Tensor(1).named("a<b>&\"\\\n|{}")
        let dot = GraphDrawing(of: x * 2).dot
        #expect(dot.contains("a&lt;b&gt;&amp;&quot;\\ |{}"))
    }

    @Test("layers are boxes with their parameters; more depth opens them")
    func modules() throws {
        let model = LeNet()
        let images = Tensor.ones([2, 1, 28, 28]).named("inputs")
        let labels = Tensor([1, 3], dtype: .int32)
        func drawn(_ depth: Int?, inside: String = "") -> GraphDrawing {
            GraphDrawing(of: model, inside: inside, depth: depth) {
                softmaxCrossEntropy(model(images), labels)
            }
        }
        let folded = drawn(nil).dot
        #expect(["conv1", "conv2", "fc1", "fc2"].allSatisfy { folded.contains("<b>\($0)</b>") })
        #expect(folded.contains("Conv2d(20 → 50, 5×5)") && folded.contains("weight [50, 20, 5, 5]"))
        #expect(!folded.contains("convolution") && folded.contains("max-pool"))
        #expect(drawn(2).dot.contains("cluster_conv1") && drawn(2).dot.contains("convolution"))
        let inside = drawn(nil, inside: "fc1").dot
        #expect(
            inside.contains("<b>@</b>") && inside.contains("<b>bias</b>") && !inside.contains("conv1"))
    }

    @Test("a layer that is applied 50 times is drawn as groups of steps")
    func recurrent() {
        let model = Sequential { LSTM(4, 4) }
        let drawing = GraphDrawing(of: model) {
            var states = Tensor.ones([2, 1, 4]).named("x")
            for _ in 0..<50 { states = model(states) }
            return states.sum()
        }
        let (nodes, edges) = statements(drawing)
        #expect(nodes.count { $0.contains("<b>0.steps ") } == 5)
        #expect(nodes.count < 40 && edges.count < 60)
    }

    @Test("the steps of an unrolled loop are boxes that open, in groups if there are many")
    func unrolledSteps() {
        func nodes(_ count: Int, inside: String = "") -> [Substring] {
            let model = Unrolled(cell: LSTMCell(2, 3), readout: Linear(3, 1))
            let drawing = GraphDrawing(of: model, inside: inside) {
                model(Tensor.ones([count, 1, 2]).named("x")).sum()
            }
            return statements(drawing).nodes
        }
        let groups = nodes(50)
        #expect(groups.count { $0.contains("<b>steps ") } == 5 && groups.count < 60)
        #expect(groups.contains { $0.contains("<b>steps 41–50</b>") && $0.contains("of 50") })
        #expect(groups.contains { $0.contains("<b>cell</b>") && $0.contains("weight_hh") })
        let group = nodes(50, inside: "steps 11–20")
        #expect((11...20).allSatisfy { step in group.contains { $0.contains("<b>step \(step)</b>") } })
        let step = nodes(50, inside: "steps 11–20.step 12")
        #expect(step.contains { $0.contains("<b>step 12.readout</b>") && $0.contains("Linear(3 → 1)") })
        #expect(step.count { $0.contains("<b>tanh</b>") } == 2)
        let few = nodes(12)
        #expect(few.count { $0.contains("<b>step ") } == 12 && !few.contains { $0.contains("<b>steps ") })
    }

    @Test("files of every kind are written, and are complete in themselves", .enabled(if: hasGraphviz))
    func files() throws {
        try withTemporaryDirectory { directory in
            var drawing = try drawing("f = max(x, y) * 2", ["x": 3, "y": -1])
            drawing.title = "a & b"
            for (name, beginning) in [
                ("f.png", "\u{89}PNG"), ("f.pdf", "%PDF"), ("f.svg", "<svg"),
            ] {
                let file = directory.appending(path: name)
                try drawing.write(to: file)
                let data = try Data(contentsOf: file)
                #expect(
                    data.starts(with: name == "f.png" ? [0x89, 0x50, 0x4E, 0x47] : Array(beginning.utf8)))
            }
            #expect(throws: DrawingError.unknownFormat(path: "\(directory.path)/f.gif")) {
                try drawing.write(to: directory.appending(path: "f.gif"))
            }
            let svg = try drawing.svg()
            #expect(svg.contains("aria-label=\"a &amp; b\"") && svg.contains("<title>gate max</title>"))
            #expect(svg.contains("prefers-color-scheme:dark"))
            #expect(svg.split(separator: "<g ").count == svg.split(separator: "</g>").count)
        }
    }

    @Test("tensors of two axes have pictures, which lie within the file", .enabled(if: hasGraphviz))
    func pictures() throws {
        let x = Tensor.ones([2, 1, 8, 8]).named("x")
        let svg = try GraphDrawing(of: (x * x).sum()).svg()
        #expect(svg.contains("xlink:href=\"data:image/png;base64,") && !svg.contains(".png\""))
        // Of a single row, too.
        try withTemporaryDirectory { directory in
            let file = directory.appending(path: "f.png")
            try GraphDrawing(of: (Tensor.ones([1, 128]).named("x") * 2).sum()).write(to: file)
            #expect(try Data(contentsOf: file).starts(with: [0x89, 0x50, 0x4E, 0x47]))
        }
    }
}

/// Whether drawings can be laid out here.
let hasGraphviz = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/dot")
}

/// A network with a loop over time steps, as one writes it by hand.
private struct Unrolled: Layer {
    let cell: LSTMCell
    let readout: Linear

    func forward(_ input: Tensor) -> Tensor {
        var state = cell.initialState(batch: input.shape[1])
        return stack(
            (0..<input.shape[0]).map { step in
                state = cell(input[step], state)
                return readout(state.hidden)
            })
    }
}
