import COneDNN
import Foundation
import Testing

@Suite("oneDNN's matrix products", isAvailable)
struct MatmulTests {
    static func product(
        _ left: HostArray, _ right: HostArray, bias: HostArray? = nil, old: HostArray? = nil
    ) -> [Float] {
        let rank = left.sizes.count
        var sizes = left.sizes
        sizes[rank - 1] = right.sizes[rank - 1]
        return HostArray.indices(of: sizes).map { index in
            var sum: Float = 0
            for k in 0..<left.sizes[rank - 1] {
                var l = index
                var r = index
                l[rank - 1] = k
                r[rank - 2] = k
                sum += left[l] * right[r]
            }
            if let bias { sum += bias[zip(index, bias.sizes).map { $1 == 1 ? 0 : $0 }] }
            if let old { sum += old[index] }
            return sum
        }
    }

    static func check(
        _ left: HostArray, _ right: HostArray, bias: HostArray? = nil, result: HostArray,
        accumulates: Bool = false, _ what: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        var (l, r, o) = (left.descriptor, right.descriptor, result.descriptor)
        let handle: OpaquePointer?
        if let bias {
            var b = bias.descriptor
            handle = cdn_matmul(&l, &r, &b, &o, accumulates)
        } else {
            handle = cdn_matmul(&l, &r, nil, &o, accumulates)
        }
        let operation = try Operation(handle)
        var arrays = [left.elements, right.elements] + (bias.map { [$0.elements] } ?? []) + [result.elements]
        try operation.run(&arrays)
        var actual = result
        actual.elements = arrays[arrays.count - 1]
        let expected = product(
            left, right, bias: bias, old: accumulates ? result : nil)
        expectClose(actual.values, expected, what, sourceLocation: sourceLocation)
    }

    @Test("every array may lie transposed", arguments: [[], [1], [3]])
    func transposed(batch: [Int]) throws {
        let orders: [HostArray.Order] = [.rowMajor, .transposed]
        for (m, k, n) in [(5, 7, 9), (64, 33, 20), (1, 8, 6), (6, 1, 5), (4, 9, 1), (1, 1, 1)] {
            for (l, r, o) in [0, 1].flatMap({ a in [0, 1].flatMap { b in [0, 1].map { (a, b, $0) } } }) {
                try Self.check(
                    HostArray(batch + [m, k], orders[l]), HostArray(batch + [k, n], orders[r], seed: 2),
                    result: HostArray(batch + [m, n], orders[o]), "\(batch) \(m)×\(k)·\(k)×\(n) \(l)\(r)\(o)")
            }
        }
    }

    @Test("rows may lie further apart than they are long")
    func partOfAnArray() throws {
        var left = HostArray([6, 10])
        left.sizes[1] = 4
        var right = HostArray([10, 8], .transposed, seed: 2)
        right.sizes[0] = 4
        try Self.check(left, right, result: HostArray([6, 8]), "part")
    }

    @Test("a bias broadcasts, and the old result counts")
    func fused() throws {
        for (hasBias, accumulates) in [(true, false), (false, true), (true, true), (false, false)] {
            try Self.check(
                HostArray([12, 7]), HostArray([7, 20], .transposed, seed: 2),
                bias: hasBias ? HostArray([1, 20], seed: 3) : nil, result: HostArray([12, 20], seed: 4),
                accumulates: accumulates, "bias: \(hasBias), sum: \(accumulates)")
        }
    }

    @Test("a batch shares a bias of one row")
    func batchWithBias() throws {
        try Self.check(
            HostArray([3, 12, 7]), HostArray([3, 7, 20], seed: 2), bias: HostArray([1, 1, 20], seed: 3),
            result: HostArray([3, 12, 20]), "batch")
    }

    @Test("an operation may be run again with other arrays")
    func runAgain() throws {
        let (left, right) = (HostArray([20, 6]), HostArray([6, 8], seed: 2))
        let (otherLeft, otherRight) = (HostArray([20, 6], seed: 3), HostArray([6, 8], seed: 4))
        let result = HostArray([20, 8])
        var (l, r, o) = (left.descriptor, right.descriptor, result.descriptor)
        let operation = try Operation(cdn_matmul(&l, &r, nil, &o, false))
        var arrays = [left, right, result, otherLeft, otherRight, result].map(\.elements)
        try operation.run(&arrays, times: 2)
        expectClose(arrays[2], Self.product(left, right), "first")
        expectClose(arrays[5], Self.product(otherLeft, otherRight), "second")
    }

    @Test("an array may be shared by the batch")
    func sharedByTheBatch() throws {
        let left = HostArray([3, 6, 5])
        let right = HostArray([1, 5, 7], seed: 2)
        var repeated = right
        repeated.sizes[0] = 3
        repeated.strides[0] = 0
        var (l, r, o) = (left.descriptor, right.descriptor, HostArray([3, 6, 7]).descriptor)
        let operation = try Operation(cdn_matmul(&l, &r, nil, &o, false))
        var arrays = [left.elements, right.elements, HostArray([3, 6, 7]).elements]
        try operation.run(&arrays)
        expectClose(arrays[2], Self.product(left, repeated), "shared")
    }
}
