import Chainrule
import TestSupport
import Testing

@Suite("Plans of a compiled function")
struct PlanCacheTests {
    @Test("are made once for every shape, and bounded in number")
    func bounded() {
        let function = compile { (x: Tensor) in (x * 2).sum() }
        for size in 1...300 { #expect(function(Tensor.ones([size])).item() == Double(2 * size)) }
        #expect(function.planCount == 256)
        for size in 45...300 { _ = function(Tensor.ones([size])) }
        #expect(function.planCount == 256)
    }

    @Test("are forgotten in the order in which they were last used")
    func leastRecentlyUsed() {
        nonisolated(unsafe) var traces = 0
        let function = compile { (x: Tensor) in
            traces += 1
            return x + 1
        }
        let first = Tensor.ones([1])
        for size in 1...256 { _ = function(Tensor.ones([size])) }
        // Used again, so that the plan for two elements is the oldest.
        _ = function(first)
        _ = function(Tensor.ones([257]))
        #expect(traces == 257)
        _ = function(first)
        #expect(traces == 257)
        _ = function(Tensor.ones([2]))
        #expect(traces == 258)
    }

    @Test("differ by shape, element type and engine")
    func signatures() {
        let function = compile { (x: Tensor, y: Tensor) in x.sum() + y.sum().cast(to: x.dtype) }
        let (matrix, vector) = (Tensor.ones([2, 3]), Tensor.ones([6]))
        let pairs = [(matrix, vector), (vector, matrix), (matrix, vector.cast(to: .int32)), (vector, vector)]
        for _ in 0..<2 {
            for (x, y) in pairs { #expect(function(x, y).item() == 12) }
        }
        #expect(function.planCount == pairs.count)
    }
}
