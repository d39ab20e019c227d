import CVectorKernels

/// "and" or "or" of truth values.
struct Logical: ElementwisePrimitive {
    enum Connective: String { case and, or }

    static let name = "logical"
    let connective: Connective
    var attributes: String { connective.rawValue }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        for input in inputs where input.dtype != .bool {
            throw mismatch(inputs, "needs bool, got \(input.dtype); use a comparison")
        }
        try requireSameShape(inputs)
        return inputs[0].type
    }

    func forward(_ inputs: [NDArray]) -> NDArray {
        switch connective {
        case .and: inputs[0].zip(inputs[1]) { (x: Bool, y: Bool) in x && y }
        case .or: inputs[0].zip(inputs[1]) { (x: Bool, y: Bool) in x || y }
        }
    }

    func loopOperation(_ inputs: [DType]) -> cvk_operation? {
        switch connective {
        case .and: CVK_AND
        case .or: CVK_OR
        }
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] { [nil, nil] }

    static var samples: [PrimitiveSample] {
        [Connective.and, .or].map {
            PrimitiveSample(Logical(connective: $0), .truth([3, 4]), .truth([3, 4]))
        }
    }

    static let exemption: String? = "its result is not floating point"
}

extension Tensor {
    /// Where both elements are true; shapes broadcast.
    public static func .& (left: Tensor, right: Tensor) -> Tensor {
        broadcasting(Logical(connective: .and), left, right)
    }

    /// Where at least one element is true; shapes broadcast.
    public static func .| (left: Tensor, right: Tensor) -> Tensor {
        broadcasting(Logical(connective: .or), left, right)
    }

    /// Where the element is false.
    public static prefix func .! (x: Tensor) -> Tensor { x .== Tensor(0, dtype: .bool) }
}
