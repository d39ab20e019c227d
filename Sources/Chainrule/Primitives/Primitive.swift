/// What a node does: one operation, with all there is to know of it in one file.
///
/// A primitive is pure and its result's type follows from the operands' types. It computes its own value
/// (the reference every engine is judged by) and states its own gradient, with tensors, so that the backward
/// pass is a graph again and can be differentiated again.
///
/// Equal primitives make the same of the same operands, so that equal parts of a graph can be recognized.
package protocol Primitive: Sendable, Hashable {
    /// The operation's name in tables, drawings and messages, such as `matmul`.
    static var name: String { get }

    /// The result's type, or what does not fit about the operands.
    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType

    /// The value, from values of the types that `resultType` has accepted.
    func forward(_ inputs: [NDArray]) -> NDArray

    /// The contributions to the inputs' gradients: local gradient times `upstream`, one per input.
    ///
    /// nil stands for an input that has no influence on the result's gradient, such as an index.
    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?]

    /// Applications on which the gradient checker and the engines' conformance suite try the primitive.
    static var samples: [PrimitiveSample] { get }

    /// Why the gradient must not be compared with differences of the value; nil if it must be.
    static var exemption: String? { get }

    /// The attributes besides the operands, such as an axis, in words; empty if there are none.
    var attributes: String { get }
}

extension Primitive {
    package var name: String { Self.name }
    package var attributes: String { "" }
    package static var exemption: String? { nil }

    func mismatch(_ inputs: [Tensor], _ problem: String) -> OperationError {
        OperationError(name, inputs, problem)
    }

    func requireFloatingPoint(_ inputs: [Tensor]) throws(OperationError) {
        for input in inputs where !input.dtype.isFloatingPoint {
            throw mismatch(inputs, "needs float32 or float64, got \(input.dtype); convert with cast(to:)")
        }
    }

    func requireNumbers(_ inputs: [Tensor]) throws(OperationError) {
        for input in inputs where input.dtype == .bool {
            throw mismatch(inputs, "needs numbers, got bool; convert with cast(to:)")
        }
    }

    func requireSameDType(_ inputs: [Tensor]) throws(OperationError) {
        for input in inputs where input.dtype != inputs[0].dtype {
            throw mismatch(
                inputs,
                "element types \(inputs[0].dtype) and \(input.dtype) differ; convert one with cast(to:)")
        }
    }

    func requireSameShape(_ inputs: [Tensor]) throws(OperationError) {
        for input in inputs where input.shape != inputs[0].shape {
            throw mismatch(inputs, "shapes \(inputs[0].shape) and \(input.shape) differ")
        }
    }

    /// The axes are distinct and exist.
    func requireAxes(_ axes: [Int], of input: Tensor, _ inputs: [Tensor]) throws(OperationError) {
        for axis in axes where !(0..<input.rank).contains(axis) {
            throw mismatch(inputs, "axis \(axis) is out of range for a tensor of rank \(input.rank)")
        }
        if Set(axes).count != axes.count { throw mismatch(inputs, "duplicate axes in \(axes)") }
    }
}

/// A primitive whose result jumps or bends where its operands cross a line: a ReLU at 0, a maximum at a tie.
///
/// A difference quotient taken across such a line says nothing about the gradient; the checker compares the
/// pieces on both sides and leaves such elements out.
package protocol PiecewisePrimitive: Primitive {
    /// Which smooth piece each element lies on; two evaluations with equal arrays lie on the same pieces.
    func pieces(_ inputs: [NDArray]) -> NDArray
}
