import CVectorKernels

/// A primitive that folds some axes of a tensor; they stay with size one, so that a result broadcasts back.
package protocol Reduction: Primitive {
    /// What a vector loop folds float32 elements with.
    static var loopFold: cvk_fold { get }
    init(axes: [Int])
    /// The axes that are folded, in ascending order.
    var axes: [Int] { get }
}

extension Reduction {
    package var attributes: String { "axes \(axes)" }

    func reducedType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        try requireNumbers(inputs)
        try requireAxes(axes, of: inputs[0], inputs)
        return TensorType(inputs[0].shape.reduced(over: axes, keepDims: true), inputs[0].dtype)
    }

    /// Folds `x` along the axes with `combine`, starting from `initial`.
    @inline(__always)
    func fold<T: Scalar, Partial: Scalar>(
        _ x: NDArray, from initial: Partial, _ type: T.Type, _ combine: (Partial, T) -> Partial
    ) -> NDArray {
        let shape = x.shape.reduced(over: axes, keepDims: true)
        return NDArray(shape, Partial.self) { result in
            result.update(repeating: initial, count: shape.elementCount)
            // The result does not move along a folded axis.
            var steps = shape.rowMajorStrides
            for axis in axes { steps[axis] = 0 }
            let loop = StridedLoop(x.shape, strides: [x.strides, steps])
            x.withElements(T.self) { x in
                loop.forEachRun { start, step, count in
                    if step[1] == 0 {
                        var partial = result[start[1]]
                        for i in 0..<count { partial = combine(partial, x[start[0] + i * step[0]]) }
                        result[start[1]] = partial
                    } else {
                        for i in 0..<count {
                            let place = start[1] + i * step[1]
                            result[place] = combine(result[place], x[start[0] + i * step[0]])
                        }
                    }
                }
            }
        }
    }

    package static var samples: [PrimitiveSample] {
        [
            PrimitiveSample(Self(axes: []), .real([])), PrimitiveSample(Self(axes: [0]), .real([5])),
            PrimitiveSample(Self(axes: [1]), .real([3, 4])),
            PrimitiveSample(Self(axes: [0, 2]), .real([2, 3, 4])),
            PrimitiveSample(Self(axes: [0, 1, 2]), .real([2, 1, 4])),
            PrimitiveSample(Self(axes: [1]), .real([0, 3])),
        ]
    }
}

/// The axes of a reduction: one, several or all; negative ones count from the end.
///
/// ```swift
/// x.sum()              // over everything
/// x.mean(axes: 0)      // over the first axis
/// x.max(axes: [0, -1]) // over the first and the last
/// ```
public struct Axes: Sendable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
    let axes: [Int]?

    public init(_ axes: [Int]) { self.axes = axes }
    public init(integerLiteral axis: Int) { axes = [axis] }
    public init(arrayLiteral axes: Int...) { self.axes = axes }
    private init() { axes = nil }

    /// Every axis.
    public static let all = Axes()

    /// The axes in ascending order.
    package func resolved(for x: Tensor, _ operation: String) -> [Int] {
        axes.map { $0.map { x.resolved($0, operation) }.sorted() } ?? Array(0..<x.rank)
    }
}

extension Tensor {
    /// Applies a reduction and drops the folded axes unless they are to be kept.
    func reduced<R: Reduction>(_ reduction: R.Type, _ axes: Axes, keepDims: Bool) -> Tensor {
        let axes = axes.resolved(for: self, R.name)
        let folded = Tensor.apply(R(axes: axes), self)
        return keepDims ? folded : folded.reshaped(to: shape.reduced(over: axes, keepDims: false))
    }
}
