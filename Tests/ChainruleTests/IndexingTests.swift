import Chainrule
import TestSupport
import Testing

/// Taking tensors apart and putting them together, as NumPy would.
@Suite struct IndexingTests {
    let x = Tensor(0..<24).reshaped(to: [2, 3, 4])

    func numbers(_ tensor: Tensor) -> [Int32] { tensor.scalars() }

    @Test("whole numbers remove axes and count from the end when negative")
    func wholeNumbers() {
        #expect(x[1].shape == [3, 4])
        #expect(numbers(x[1, -1]) == [20, 21, 22, 23])
        #expect(x[-1, -1, -1].item() == 23)
    }

    @Test("ranges keep axes, whatever way they are written")
    func ranges() {
        #expect(numbers(x[0, 1..<3, 0]) == [4, 8])
        #expect(numbers(x[0, 1...2, 0]) == [4, 8])
        #expect(numbers(x[0, 1..., 0]) == [4, 8])
        #expect(numbers(x[0, ..<2, 0]) == [0, 4])
        #expect(numbers(x[0, ..<(-1), 0]) == [0, 4])
        #expect(numbers(x[0, ...1, 0]) == [0, 4])
        #expect(numbers(x[0, (-1)..., 0]) == [8])
        #expect(x[0..., 1..<1].shape == [2, 0, 4])
    }

    @Test("ranges and strides that start with a negative number count from the end")
    func negativeRanges() {
        let line = Tensor(0...4)
        #expect(numbers(line[-3..<(-1)]) == [2, 3])
        #expect(numbers(line[-3...(-1)]) == [2, 3, 4])
        #expect(numbers(line[stride(from: -1, to: -6, by: -2)]) == [4, 2, 0])
        #expect(numbers(line[stride(from: 0, to: 0, by: 1)]) == [])
        #expect(numbers(line[5...]) == [])
    }

    @Test("strides may jump and go backwards")
    func strides() {
        #expect(numbers(x[0, 0, stride(from: 0, to: 4, by: 2)]) == [0, 2])
        #expect(numbers(x[0, 0, stride(from: 3, through: 0, by: -1)]) == [3, 2, 1, 0])
        #expect(numbers(x.reversed(axes: [0, 2])[0, 0]) == [15, 14, 13, 12])
    }

    @Test("an integer tensor picks slices in any order and shape")
    func integerArrays() {
        let picked = x[Tensor([[1, 0], [-1, 1]], dtype: .int32)]
        #expect(picked.shape == [2, 2, 3, 4])
        #expect(numbers(picked[0..., 0..., 0, 0]) == [12, 0, 12, 12])
    }

    @Test("reshape infers one size, flatten merges axes")
    func reshaping() {
        #expect(x.reshaped(to: [4, -1]).shape == [4, 6])
        #expect(x.flattened().shape == [24])
        #expect(x.flattened(from: 1).shape == [2, 12])
        #expect(Tensor(1).flattened().shape == [1])
        #expect(x.reshaped(to: Shape([24])).shape == [24])
        #expect(x.expandingDimension(at: -1).shape == [2, 3, 4, 1])
        #expect(x.expandingDimension(at: 0).squeezingDimension(at: 0).shape == x.shape)
    }

    @Test("permute and transpose move elements, and compose with slices")
    func permuting() {
        #expect(x.permuted([2, 0, 1]).shape == [4, 2, 3])
        #expect(numbers(x.permuted([2, 0, 1])[1, 0]) == [1, 5, 9])
        #expect(numbers(x.transposed()[0, 0]) == [0, 4, 8])
        #expect(numbers(x.transposed().reshaped(to: [-1])[..<4]) == [0, 4, 8, 1])
    }

    @Test("split undoes concatenate, stack adds an axis")
    func joining() {
        let parts = x.split(sizes: [1, 2], axis: 1)
        #expect(parts.map(\.shape) == [[2, 1, 4], [2, 2, 4]])
        #expect(numbers(concatenate(parts, axis: 1)) == numbers(x))
        #expect(x.split(count: 2, axis: -1)[1].shape == [2, 3, 2])
        #expect(stack([x, x], axis: -1).shape == [2, 3, 4, 2])
        #expect(numbers(stack([x, x + 100], axis: -1)[0, 0, 0]) == [0, 100])
    }

    @Test("scatter-add adds repeated indices up")
    func scatterAdd() {
        let counts = Tensor.zeros([4], dtype: .int32)
            .scatterAdd(Tensor([1, 1, 1, 5], dtype: .int32), at: Tensor([0, 2, 2, -1], dtype: .int32))
        #expect(numbers(counts) == [1, 0, 2, 5])
    }

    @Test("one-hot marks the class on a new last axis")
    func oneHot() {
        let marks = Tensor([2, 0, 7], dtype: .int32).oneHot(3)
        #expect(marks.type == TensorType([3, 3], .float32))
        #expect(marks.scalars(as: Int32.self) == [0, 0, 1, 1, 0, 0, 0, 0, 0])
    }

    @Test("select takes from one or the other, broadcasting")
    func selecting() {
        let chosen = select(x, where: x .>= 12, otherwise: Tensor(-1, dtype: .int32))
        #expect(numbers(chosen[0..., 0, 0]) == [-1, 12])
        let logic = (x .> 3) .& .!(x .== 5) .| (x .< 1)
        #expect(logic.cast(to: .int32).sum().item() == 20)
    }
}
