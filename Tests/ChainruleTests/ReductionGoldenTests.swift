import Chainrule
import TestSupport
import Testing

/// Reductions and indexing, with their gradients, against PyTorch.
@Suite struct ReductionGoldenTests {
    typealias Reduction = @Sendable (Tensor, Axes) -> Tensor

    static let reductions: [String: Reduction] = [
        "sum": { $0.sum(axes: $1) }, "mean": { $0.mean(axes: $1) }, "max": { $0.max(axes: $1) },
        "min": { $0.min(axes: $1) }, "var_unbiased": { $0.variance(axes: $1, correction: 1) },
        "var_biased": { $0.variance(axes: $1) },
    ]

    @Test("over every choice of axes", arguments: reductions.keys.sorted())
    func reduction(_ name: String) throws {
        let golden = try Golden("reductions")
        let reduce = try #require(Self.reductions[name])
        for prefix in try golden.cases(of: name) {
            let x = try golden["\(prefix).x"]
            let y = reduce(x, Axes(try golden.integers("\(prefix).axes")))
            expectClose(y, try golden["\(prefix).output"], prefix)
            let dx = gradients(of: y, withRespectTo: x, upstream: try golden["\(prefix).upstream"])
            expectClose(dx, try golden["\(prefix).dx"], "\(prefix)'s gradient")
        }
    }

    @Test("argmax takes the first of several")
    func argmax() throws {
        let golden = try Golden("reductions")
        for prefix in try golden.cases(of: "argmax") {
            let axis = try golden.integers("\(prefix).axis")[0]
            let found = try golden["\(prefix).x"].argmax(axis: axis)
            expectClose(found, try golden["\(prefix).output"], tolerance: .exact, prefix)
        }
    }

    @Test("logSumExp, softmax and logSoftmax, with scores of a thousand")
    func softmaxFamily() throws {
        let golden = try Golden("losses")
        let functions: [(String, Reduction)] = [
            ("logsumexp", { $0.logSumExp(axes: $1) }),
            ("softmax", { softmax($0, axis: $1.resolved(for: $0, "")[0]) }),
            ("log_softmax", { logSoftmax($0, axis: $1.resolved(for: $0, "")[0]) }),
        ]
        for (name, function) in functions {
            for prefix in try golden.cases(of: name) {
                let x = try golden["\(prefix).x"]
                let y = function(x, Axes(try golden.integers("\(prefix).axis")))
                expectClose(y, try golden["\(prefix).output"], prefix)
                let dx = gradients(of: y, withRespectTo: x, upstream: try golden["\(prefix).upstream"])
                expectClose(dx, try golden["\(prefix).dx"], "\(prefix)'s gradient")
            }
        }
    }

    @Test("logSumExp of nothing but −∞ is −∞")
    func logSumExpOfNothing() {
        #expect(Tensor([-Double.infinity, -.infinity], shape: [2]).logSumExp().item() == -.infinity)
    }

    @Test("gather picks slices; repeated indices add their gradients up")
    func gather() throws {
        let golden = try Golden("reductions")
        for prefix in try golden.cases(of: "index_select") {
            let x = try golden["\(prefix).x"]
            let axis = try golden.integers("\(prefix).axis")[0]
            let y = x.gather(try golden["\(prefix).index"], axis: axis)
            expectClose(y, try golden["\(prefix).output"], prefix)
            let dx = gradients(of: y, withRespectTo: x, upstream: try golden["\(prefix).upstream"])
            expectClose(dx, try golden["\(prefix).dx"], "\(prefix)'s gradient")
        }
    }

    @Test("scatter-add adds slices; repeated indices add up")
    func scatterAdd() throws {
        let golden = try Golden("reductions")
        for prefix in try golden.cases(of: "index_add") {
            let (base, source) = (try golden["\(prefix).base"], try golden["\(prefix).source"])
            let axis = try golden.integers("\(prefix).axis")[0]
            let y = base.scatterAdd(source, at: try golden["\(prefix).index"], axis: axis)
            expectClose(y, try golden["\(prefix).output"], prefix)
            let (dbase, dsource) = gradients(
                of: y, withRespectTo: base, source, upstream: try golden["\(prefix).upstream"])
            expectClose(dbase, try golden["\(prefix).dbase"], "\(prefix)'s first gradient")
            expectClose(dsource, try golden["\(prefix).dsource"], "\(prefix)'s second gradient")
        }
    }

    @Test("padding with a constant")
    func pad() throws {
        let golden = try Golden("reductions")
        for prefix in try golden.cases(of: "pad") {
            let x = try golden["\(prefix).x"]
            let (low, high) = (try golden.integers("\(prefix).low"), try golden.integers("\(prefix).high"))
            let widths = zip(low, high).map { (before: $0, after: $1) }
            let y = x.padded(widths, with: try golden["\(prefix).value"].item())
            expectClose(y, try golden["\(prefix).output"], tolerance: .exact, prefix)
            let dx = gradients(of: y, withRespectTo: x, upstream: try golden["\(prefix).upstream"])
            expectClose(dx, try golden["\(prefix).dx"], tolerance: .exact, "\(prefix)'s gradient")
        }
    }

    @Test("strided slices")
    func slices() throws {
        let golden = try Golden("reductions")
        for prefix in try golden.cases(of: "slice") {
            let x = try golden["\(prefix).x"]
            let (start, stop) = (
                try golden.integers("\(prefix).start"), try golden.integers("\(prefix).stop")
            )
            let step = try golden.integers("\(prefix).step")
            let y = x[
                stride(from: start[0], to: stop[0], by: step[0]),
                stride(from: start[1], to: stop[1], by: step[1])]
            expectClose(y, try golden["\(prefix).output"], tolerance: .exact, prefix)
            let dx = gradients(of: y, withRespectTo: x, upstream: try golden["\(prefix).upstream"])
            expectClose(dx, try golden["\(prefix).dx"], tolerance: .exact, "\(prefix)'s gradient")
        }
    }

    @Test("a million equal float32 numbers sum without drift")
    func accurateSum() {
        let x = Tensor.full([1_000_000], 0.1)
        #expect(abs(x.sum().item() - 1_000_000 * Double(Float(0.1))) < 0.01)
    }
}
