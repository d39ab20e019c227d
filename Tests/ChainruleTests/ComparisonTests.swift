import Chainrule
import Testing

/// Numbers may stand on either side of an operation.
@Suite struct ComparisonTests {
    let x = Tensor([1, 2, 3, .nan] as [Double], shape: [4])

    func truths(_ tensor: Tensor) -> [Bool] { tensor.scalars() }

    @Test("every comparison holds where it holds for the numbers, and NaN is unequal to all")
    func relations() {
        #expect(truths(x .== 2) == [false, true, false, false])
        #expect(truths(x .!= 2) == [true, false, true, true])
        #expect(truths(x .< 2) == [true, false, false, false])
        #expect(truths(x .<= 2) == [true, true, false, false])
        #expect(truths(x .> 2) == [false, false, true, false])
        #expect(truths(x .>= 2) == [false, true, true, false])
    }

    @Test("truth values are equal or not")
    func truthValues() {
        let (left, right) = (Tensor([1, 0], dtype: .bool), Tensor([1, 1], dtype: .bool))
        #expect(truths(left .== right) == [true, false])
        #expect(truths(left .!= right) == [false, true])
        #expect(truths(.!left) == [false, true])
    }

    @Test("a number on the left compares as the tensor of it would")
    func numberOnTheLeft() {
        let two = Tensor(2, dtype: .float64)
        #expect(truths(2 .== x) == truths(two .== x))
        #expect(truths(2 .!= x) == truths(two .!= x))
        #expect(truths(2 .< x) == truths(x .> 2) && truths(two .< x) == truths(x .> 2))
        #expect(truths(2 .<= x) == truths(x .>= 2) && truths(two .<= x) == truths(x .>= 2))
        #expect(truths(2 .> x) == truths(x .< 2) && truths(two .> x) == truths(x .< 2))
        #expect(truths(2 .>= x) == truths(x .<= 2) && truths(two .>= x) == truths(x .<= 2))
    }

    @Test("maximum, minimum and select take a number on either side")
    func choices() {
        let line = Tensor([1, 2, 3])
        #expect(maximum(2, line).scalars() == [2, 2, 3] as [Float])
        #expect(maximum(line, 2).scalars() == [2, 2, 3] as [Float])
        #expect(minimum(2, line).scalars() == [1, 2, 2] as [Float])
        #expect(minimum(line, 2).scalars() == [1, 2, 2] as [Float])
        #expect(select(0, where: line .> 1, otherwise: line).scalars() == [1, 0, 0] as [Float])
        #expect(select(line, where: line .> 1, otherwise: 0).scalars() == [0, 2, 3] as [Float])
    }

    @Test("tensors are changed in place by numbers")
    func inPlace() {
        var y = Tensor([1, 2])
        y += 1
        y *= 4
        y -= 2
        y /= 2
        #expect(y.scalars() == [3, 5] as [Float])
    }

    @Test("argmax keeps its axis on request")
    func argmax() {
        let matrix = Tensor([[1, 3, 2], [4, 0, 4]])
        #expect(matrix.argmax(axis: 1).scalars() == [1, 0] as [Int32])
        #expect(matrix.argmax(axis: -2, keepDims: true).type == TensorType([1, 3], .int32))
    }
}
