import Chainrule
import TestSupport
import Testing

/// Tensors out of nothing, numbers and ranges.
@Suite struct CreationTests {
    @Test("literals nest to any depth and are float32 unless told otherwise")
    func literals() {
        #expect(Tensor(3).type == TensorType([], .float32))
        #expect(Tensor([[1, 2, 3], [4, 5, 6]]).type == TensorType([2, 3], .float32))
        #expect(Tensor([[[1.5]]], dtype: .float64).type == TensorType([1, 1, 1], .float64))
        #expect(Tensor([1, 0], dtype: .bool).scalars() == [true, false])
        #expect(Tensor([]).shape == [0])
    }

    @Test("Swift arrays keep their scalar type")
    func arrays() {
        #expect(Tensor([1, 2] as [Float], shape: [2]).dtype == .float32)
        #expect(Tensor([1, 2] as [Double], shape: [2]).dtype == .float64)
        #expect(Tensor([1, 2] as [Int32], shape: [2]).dtype == .int32)
        #expect(Tensor([1, 2] as [UInt8], shape: [2, 1]).dtype == .uint8)
        #expect(Tensor([true, false], shape: [2]).dtype == .bool)
    }

    @Test("numbers that are calculated are float32 too unless told otherwise")
    func variables() {
        let (width, height, count) = (1.5, 2.5, 3)
        #expect(Tensor([width, height]).type == TensorType([2], .float32))
        #expect(Tensor([width, 1]).scalars() == [1.5, 1] as [Float])
        #expect(Tensor([count, 7], dtype: .int32).scalars() == [3, 7] as [Int32])
        #expect(Tensor(count).type == TensorType([], .float32))
        #expect(Tensor([1, 2.5] + [3]).dtype == .float32)
        #expect(Tensor([[1, 2.5]]).type == TensorType([1, 2], .float32))
    }

    @Test("ranges, fills, identity and buffers")
    func others() {
        #expect(Tensor(-1...1).scalars() == [-1, 0, 1] as [Int32])
        #expect(Tensor(250...255, dtype: .uint8).scalars(as: UInt8.self).last == 255)
        #expect(Tensor(5..<5).shape == [0])
        #expect(Tensor.iota([2, 2], axis: -1).scalars() == [0, 1, 0, 1] as [Int32])
        #expect(Tensor(3..<7).scalars(as: Int32.self) == [3, 4, 5, 6])
        #expect(Tensor.full([2, 2], 7, dtype: .uint8).scalars() == [7, 7, 7, 7] as [UInt8])
        #expect(Tensor.identity(2).scalars(as: Int32.self) == [1, 0, 0, 1])
        let filled = Tensor(shape: [2, 2], of: Float.self) { $0[3] = 5 }
        #expect(filled.scalars() == [0, 0, 0, 5] as [Float])
    }

    @Test("casts round toward zero and saturate")
    func casting() {
        let x = Tensor([-1.7, 1.7, 300, -5, .nan] as [Double], shape: [5])
        #expect(x.cast(to: .int32).scalars(as: Int32.self) == [-1, 1, 300, -5, 0])
        #expect(x.cast(to: .uint8).scalars(as: UInt8.self) == [0, 1, 255, 0, 0])
    }

    @Test("shapes broadcast as in NumPy, one-sized axes and missing axes alike")
    func broadcasting() {
        let sum = Tensor([[1], [2]]) + Tensor([10, 20, 30])
        #expect(sum.scalars(as: Int32.self) == [11, 21, 31, 12, 22, 32])
        #expect((Tensor.zeros([0, 3]) + Tensor.ones([1])).shape == [0, 3])
        #expect((2 - Tensor([1, 2], dtype: .float64)).dtype == .float64)
    }

    @Test("the same seed draws the same numbers; other seeds and draws differ")
    func seeds() {
        func draw(_ seed: UInt64) -> [Float] {
            withRandomSeed(seed) { Tensor.uniform([100]).scalars() }
        }
        #expect(draw(1) == draw(1))
        #expect(draw(1) != draw(2))
        #expect(draw(1) != draw(1 | 1 << 40))
        let generator = Generator(seed: 1)
        #expect(Tensor.uniform([100], from: generator).scalars() == draw(1))
        #expect(Tensor.uniform([100], from: generator).scalars() != draw(1))
    }

    @Test("uniform and normal numbers have the moments they should")
    func moments() {
        withRandomSeed(11) {
            for dtype in [DType.float32, .float64] {
                let even = Tensor.uniform([20_000], in: -1..<3, dtype: dtype)
                #expect(even.min().item() >= -1 && even.max().item() < 3)
                #expect(Swift.abs(even.mean().item() - 1) < 0.05)
                #expect(Swift.abs(even.variance().item() - 16.0 / 12) < 0.05)
                let bell = Tensor.normal([20_000], mean: 2, deviation: 3, dtype: dtype)
                #expect(Swift.abs(bell.mean().item() - 2) < 0.1)
                #expect(Swift.abs(bell.variance().item() - 9) < 0.3)
            }
        }
    }

    @Test("Philox gives the known answers of Random123")
    func philox() {
        let zero = Philox.words(counter: .zero, key: .zero)
        #expect(zero == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
        let ones = Philox.words(counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max))
        #expect(ones == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
        let pi = Philox.words(
            counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
            key: SIMD2(0xa409_3822, 0x299f_31d0))
        #expect(pi == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
    }
}
