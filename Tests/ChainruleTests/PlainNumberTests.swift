import Chainrule
import TestSupport
import Testing

@Suite("Swift numbers beside tensors")
struct PlainNumberTests {
    private let x = Tensor([1, 2, 4])

    @Test("may be variables of any number type")
    func variables() {
        let (count, scale, byte): (Int, Float, UInt8) = (2, 0.5, 4)
        #expect((x * count).scalars() == [2, 4, 8] as [Float])
        #expect((scale * x).scalars() == [0.5, 1, 2] as [Float])
        #expect((x + byte - count).scalars() == [3, 4, 6] as [Float])
        #expect((count / x).scalars() == [2, 1, 0.5] as [Float])
        #expect((x .>= count).scalars() == [false, true, true])
        #expect((scale .< x).scalars() == [true, true, true])
        #expect(pow(x, count).scalars() == [1, 4, 16] as [Float])
        #expect(maximum(x, count).scalars() == [2, 2, 4] as [Float])
        #expect(minimum(x, count).scalars() == [1, 2, 2] as [Float])
        var y = x
        y *= count
        y -= scale
        #expect(y.scalars() == [1.5, 3.5, 7.5] as [Float])
    }

    @Test("keep literals real: a third is no integer division")
    func literals() {
        #expect(abs((x * (1 / 3)).scalars(as: Double.self)[0] - 1 / 3) < 1e-7)
        #expect((x * 2 + 1 / 2).scalars() == [2.5, 4.5, 8.5] as [Float])
    }

    @Test("take the tensor's element type")
    func elementTypes() {
        let integers = Tensor([1, 2], dtype: .int32)
        let count = 3
        #expect((integers * count).dtype == .int32 && (integers * count).scalars() == [3, 6] as [Int32])
        #expect((x.cast(to: .float64) * Float(0.5)).dtype == .float64)
    }

    @Test("make vectors: integers are int32, real numbers float32")
    func vectors() {
        let (labels, prices, masses): ([Int], [Float], [Double]) = ([3, 1, 2], [0.5, 2], [0.25])
        #expect(
            Tensor(labels).type == TensorType([3], .int32)
                && Tensor(labels).scalars() == [3, 1, 2] as [Int32])
        #expect(Tensor([UInt8(7), 200]).scalars() == [7, 200] as [Int32])
        #expect(Tensor(prices).type == TensorType([2], .float32) && Tensor(prices).scalars() == prices)
        #expect(Tensor(masses).dtype == .float32)
        #expect(Tensor(labels, dtype: .float64).scalars() == [3, 1, 2] as [Double])
        // Brackets in the program's text are real numbers unless they say otherwise.
        #expect(Tensor([3, 1, 2]).dtype == .float32)
    }

    @Test("trap where the element type cannot hold them", .optimizedBuildsOnly)
    func misfits() async {
        let beside = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let count = 300
            _ = Tensor([1, 2], dtype: .uint8) + count
        }
        #expect(beside?.says("300") == true)
        let huge = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let number = Int.max
            _ = Tensor([1, 2]) + number
        }
        #expect(huge?.says("9223372036854775807 beside a tensor") == true)
        let label = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let labels = [1, 3_000_000_000]
            _ = Tensor(labels)
        }
        #expect(label?.says("is not a value of int32") == true)
        let fraction = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor([0.5], dtype: .int32)
        }
        #expect(fraction?.says("0.5 is not a value of int32") == true)
    }
}
