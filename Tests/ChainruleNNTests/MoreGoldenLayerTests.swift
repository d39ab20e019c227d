import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("More layers beside PyTorch's")
struct MoreGoldenLayerTests {
    @Test(
        "of one input, with all gradients",
        arguments: GoldenLayer.weightedSums + GoldenLayer.normalizations + GoldenLayer.lookUps
            + GoldenLayer.resamplings + GoldenLayer.rearrangements)
    func oneInput(golden: GoldenLayer) throws {
        try expectGolden(golden.name, golden.layer)
    }

    @Test("Bilinear, of rows and of further axes")
    func bilinear() throws {
        try expectGolden(
            "bilinear", others: ["second"], part: { Bilinear(3, 4, 5, dtype: $0) },
            apply: { $0($1[0], $1[1]) })
        try expectGolden(
            "bilinear_axes", others: ["second"], part: { Bilinear(3, 2, 4, bias: false, dtype: $0) },
            apply: { $0($1[0], $1[1]) })
    }

    @Test(
        "EmbeddingBag with bags of different lengths, one of them empty",
        arguments: [EmbeddingBag.Mode.sum, .mean, .max])
    func offsets(mode: EmbeddingBag.Mode) throws {
        for (suffix, padding) in [("", nil), ("_padding", 2)] {
            try expectGolden(
                "embedding_bag.\(mode)_offsets\(suffix)", others: ["offsets"],
                part: { EmbeddingBag(6, 4, mode: mode, paddingIndex: padding, dtype: $0) },
                apply: { $0($1[0], offsets: $1[1]) })
        }
    }

    @Test(
        "EmbeddingBag with offsets that end with the number of indices",
        arguments: [EmbeddingBag.Mode.sum, .mean, .max])
    func lastOffset(mode: EmbeddingBag.Mode) throws {
        try expectGolden(
            "embedding_bag.\(mode)_last_offset", others: ["offsets"],
            part: { EmbeddingBag(6, 4, mode: mode, paddingIndex: 2, includesLastOffset: true, dtype: $0) },
            apply: { $0($1[0], offsets: $1[1]) })
    }

    @Test("EmbeddingBag with a weight for every vector")
    func bagWeights() throws {
        try expectGolden(
            "embedding_bag.sum_weights", others: ["weights"],
            part: { EmbeddingBag(6, 4, mode: .sum, paddingIndex: 2, dtype: $0) },
            apply: { $0($1[0], weights: $1[1]) })
        try expectGolden(
            "embedding_bag.sum_offsets_weights", others: ["offsets", "weights"],
            part: { EmbeddingBag(6, 4, mode: .sum, dtype: $0) },
            apply: { $0($1[0], offsets: $1[1], weights: $1[2]) })
    }

    @Test("MaxPool in ceil mode", arguments: 0..<5)
    func maxPooling(number: Int) throws {
        for axes in 1...3 {
            let name = "max_pool\(axes)d.\(number)"
            let (kernel, stride, padding) = try settings(of: name)
            let dilation = PerAxis(try Golden("more_layers").integers("\(name).dilation"))
            func pool<Spatial: SpatialAxes>(_: Spatial.Type) throws {
                let layer = MaxPool<Spatial>(
                    kernel, stride: stride, padding: padding, dilation: dilation, ceilMode: true)
                try expectGolden(name, { _ in layer })
            }
            try Self.each(axes, pool(OneAxis.self), pool(TwoAxes.self), pool(ThreeAxes.self))
        }
    }

    @Test("AvgPool in ceil mode, with padding counted and left out", arguments: 0..<4, [true, false])
    func averagePooling(number: Int, counted: Bool) throws {
        // PyTorch's mean of volumes, unlike that of images, takes no window that is wider than the input.
        for axes in 1...(number == 3 ? 2 : 3) {
            let name = "avg_pool\(axes)d.\(number).\(counted ? "padding_counted" : "padding_left_out")"
            let (kernel, stride, padding) = try settings(of: name)
            func pool<Spatial: SpatialAxes>(_: Spatial.Type) throws {
                let layer = AvgPool<Spatial>(
                    kernel, stride: stride, padding: padding, ceilMode: true, countIncludesPadding: counted)
                try expectGolden(name, { _ in layer })
            }
            try Self.each(axes, pool(OneAxis.self), pool(TwoAxes.self), pool(ThreeAxes.self))
        }
    }

    @Test("AvgPool with a divisor of its own, in ceil mode too", arguments: 0..<3)
    func dividedPooling(number: Int) throws {
        for axes in 1...3 {
            let name = "divided_pool\(axes)d.\(number)"
            let (kernel, stride, padding) = try settings(of: name)
            func pool<Spatial: SpatialAxes>(_: Spatial.Type) throws {
                let layer = AvgPool<Spatial>(
                    kernel, stride: stride, padding: padding, ceilMode: number > 0,
                    countIncludesPadding: number != 1, divisor: 5)
                try expectGolden(name, { _ in layer })
            }
            try Self.each(axes, pool(OneAxis.self), pool(TwoAxes.self), pool(ThreeAxes.self))
        }
    }

    @Test("AdaptiveAvgPool and AdaptiveMaxPool, of sizes that divide and of others")
    func adaptivePooling() throws {
        let golden = try Golden("more_layers")
        for axes in 1...3 {
            for kind in ["avg", "max"] {
                for name in try golden.cases(of: "adaptive_\(kind)_pool\(axes)d") {
                    let size = try golden.integers("\(name).size")
                    func pool<Spatial: SpatialAxes>(_: Spatial.Type) throws {
                        if kind == "avg" {
                            try expectGolden(name, { _ in AdaptiveAvgPool<Spatial>(size) })
                        } else {
                            try expectGolden(name, { _ in AdaptiveMaxPool<Spatial>(size) })
                        }
                    }
                    try Self.each(axes, pool(OneAxis.self), pool(TwoAxes.self), pool(ThreeAxes.self))
                }
            }
        }
    }

    @Test("InstanceNorm with running statistics, and BatchNorm3d")
    func runningStatistics() throws {
        try expectTracked("instance_norm_tracked") {
            InstanceNorm2d(3, momentum: 0.2, affine: true, tracksStatistics: true, dtype: $0)
        }
        try expectTracked("batch_norm3d") { BatchNorm3d(3, dtype: $0) }
    }

    /// Training, the running statistics it leaves, and evaluation with these.
    private func expectTracked(_ name: String, _ layer: (DType) -> any Layer) throws {
        let golden = try Golden("more_layers")
        let tracked = layer(.float64)
        for (buffer, cell) in tracked.buffers() { cell.value = try golden["\(name).before.\(buffer)"] }
        try expectGolden(name) { $0 == .float64 ? tracked : layer($0) }
        #expect(tracked.buffers().map(\.name) == ["running_mean", "running_var"])
        for (buffer, cell) in tracked.buffers() {
            expectClose(cell.value, try golden["\(name).after.\(buffer)"], "\(name).\(buffer)")
        }
        let output = evaluating { tracked(try! golden["\(name).x"]) }
        expectClose(output, try golden["\(name).evaluation.output"], tolerance: 1e-10, name)
    }

    private func settings(of name: String) throws -> (kernel: PerAxis, stride: PerAxis, padding: PerAxis) {
        let golden = try Golden("more_layers")
        func numbers(_ setting: String) throws -> PerAxis {
            PerAxis(try golden.integers("\(name).\(setting)"))
        }
        return (try numbers("kernel"), try numbers("stride"), try numbers("padding"))
    }

    /// The one of three that is for a number of spatial axes.
    private static func each(
        _ axes: Int, _ one: @autoclosure () throws -> Void, _ two: @autoclosure () throws -> Void,
        _ three: @autoclosure () throws -> Void
    ) throws {
        switch axes {
        case 1: try one()
        case 2: try two()
        default: try three()
        }
    }
}
