import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("Layers beside PyTorch's")
struct GoldenLayerTests {
    @Test("Linear, Conv1d and Conv2d")
    func weightedSums() throws {
        try expectGolden("linear", Linear(3, 5, dtype: .float64))
        try expectGolden("conv1d", Conv1d(3, 4, kernel: 3, stride: 2, padding: 1, dtype: .float64))
        let conv2d = Conv2d(
            4, 6, kernel: [3, 2], stride: [2, 1], padding: 1, dilation: [1, 2], groups: 2, dtype: .float64)
        try expectGolden("conv2d", conv2d)
    }

    @Test("BatchNorm1d")
    func batchNorm1d() throws {
        for name in ["batch_norm1d", "batch_norm_sequence"] {
            try expectBatchNorm(name, BatchNorm1d(3, dtype: .float64))
        }
    }

    @Test("BatchNorm2d")
    func batchNorm2d() throws { try expectBatchNorm("batch_norm2d", BatchNorm2d(2, dtype: .float64)) }

    @Test("LayerNorm")
    func layerNorm() throws {
        try expectGolden("layer_norm", LayerNorm(5, dtype: .float64))
        try expectGolden(
            "layer_norm_axes", LayerNorm([3, 4], epsilon: 0.1, bias: false, dtype: .float64))
        try expectGolden("layer_norm_plain", LayerNorm(4, affine: false))
    }

    @Test("Embedding")
    func embedding() throws {
        let golden = try Golden("layers")
        let layer = Embedding(6, 4, dtype: .float64)
        try layer.load(["weight": golden["embedding.weight"]])
        let output = layer(try golden["embedding.tokens"])
        expectClose(output, try golden["embedding.output"], tolerance: .exact)
        let gradient = gradients(
            of: output, withRespectTo: layer.weight.value, upstream: try golden["embedding.upstream"])
        expectClose(gradient, try golden["embedding.dweight"])
    }

    @Test("LeakyReLU")
    func leakyReLU() throws { try expectGolden("leaky_relu", LeakyReLU(0.2)) }

    @Test("LocalResponseNorm")
    func localResponseNorm() throws {
        let golden = try Golden("response_norm")
        for name in try golden.cases(of: "local_response_norm") {
            func number(_ name: String) throws -> Double { try golden[name].item() }
            let layer = ChainruleNN.LocalResponseNorm(
                try golden.integers("\(name).size")[0], alpha: try number("\(name).alpha"),
                beta: try number("\(name).beta"), k: try number("\(name).k"))
            expectClose(layer(try golden["\(name).x"]), try golden["\(name).output"], name)
        }
    }

    @Test("MaxPool1d and MaxPool2d")
    func maxPooling() throws {
        for name in try Golden("pooling").cases(of: "max_pool1d") {
            let (kernel, stride, padding, dilation) = try settings(of: name)
            try expectPooling(name, MaxPool1d(kernel, stride: stride, padding: padding, dilation: dilation!))
        }
        for name in try Golden("pooling").cases(of: "max_pool2d") {
            let (kernel, stride, padding, dilation) = try settings(of: name)
            try expectPooling(name, MaxPool2d(kernel, stride: stride, padding: padding, dilation: dilation!))
        }
    }

    @Test("AvgPool2d")
    func averagePooling() throws {
        let golden = try Golden("pooling")
        for name in try golden.cases(of: "avg_pool2d") {
            let (kernel, stride, padding, _) = try settings(of: name)
            let counts = try golden.integers("\(name).count_include_pad") == [1]
            try expectPooling(
                name, AvgPool2d(kernel, stride: stride, padding: padding, countIncludesPadding: counts))
        }
    }

    @Test("GlobalMaxPool and GlobalAveragePool, without the axes of size one")
    func globalPooling() throws {
        for axes in 1...3 {
            try expectPooling("global_max_pool\(axes)d", GlobalMaxPool())
            try expectPooling("global_avg_pool\(axes)d", GlobalAveragePool())
        }
    }

    /// Output and all gradients of a layer that is loaded with the golden parameters.
    private func expectGolden(_ name: String, _ layer: some Layer, results: String = "") throws {
        let golden = try Golden("layers")
        for (parameter, cell) in layer.parameters() { cell.value = try golden["\(name).\(parameter)"] }
        let (x, results) = (try golden["\(name).x"], "\(name)\(results)")
        let output = layer(x)
        expectClose(output, try golden["\(results).output"], "\(results).output")
        let inputs = [("x", x)] + layer.parameters().map { ($0.name, $0.parameter.value) }
        let all = gradients(
            of: output, withRespectTo: inputs.map(\.1), upstream: try golden["\(results).upstream"])
        for ((input, _), gradient) in zip(inputs, all) {
            expectClose(gradient, try golden["\(results).d\(input)"], "\(results).d\(input)")
        }
    }

    /// Training, the running statistics it leaves, and evaluation with these.
    private func expectBatchNorm(_ name: String, _ layer: BatchNorm<some SpatialAxes>) throws {
        let golden = try Golden("layers")
        for (buffer, cell) in layer.buffers() { cell.value = try golden["\(name).before.\(buffer)"] }
        try expectGolden(name, layer)
        #expect(layer.buffers().map(\.name) == ["running_mean", "running_var"])
        for _ in 0..<2 {
            for (buffer, cell) in layer.buffers() {
                expectClose(cell.value, try golden["\(name).after.\(buffer)"], "\(name).\(buffer)")
            }
            try evaluating { try expectGolden(name, layer, results: ".evaluation") }
        }
    }

    private func expectPooling(_ name: String, _ layer: some Layer) throws {
        let golden = try Golden("pooling")
        let x = try golden["\(name).x"]
        let output = layer(x)
        let (expected, upstream) = (try golden["\(name).output"], try golden["\(name).upstream"])
        expectClose(output, expected.reshaped(to: output.shape), name)
        let gradient = gradients(
            of: output, withRespectTo: x, upstream: upstream.reshaped(to: output.shape))
        expectClose(gradient, try golden["\(name).dx"], name)
    }

    private func settings(
        of name: String
    ) throws -> (kernel: PerAxis, stride: PerAxis, padding: PerAxis, dilation: PerAxis?) {
        let golden = try Golden("pooling")
        func numbers(_ setting: String) throws -> PerAxis {
            PerAxis(try golden.integers("\(name).\(setting)"))
        }
        return (
            try numbers("kernel"), try numbers("stride"), try numbers("padding"), try? numbers("dilation")
        )
    }
}
