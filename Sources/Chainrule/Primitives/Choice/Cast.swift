import CVectorKernels

/// The same numbers in another element type.
struct Cast: ElementwisePrimitive, PiecewisePrimitive {
    static let name = "cast"
    let dtype: DType
    var attributes: String { "\(dtype)" }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        TensorType(inputs[0].shape, dtype)
    }

    func forward(_ inputs: [NDArray]) -> NDArray {
        func convert<T: Scalar>(to type: T.Type) -> NDArray {
            switch inputs[0].dtype {
            case .float32: inputs[0].map { (x: Float) in T(nearestTo: x.asDouble) }
            case .float64: inputs[0].map { (x: Double) in T(nearestTo: x) }
            case .int32: inputs[0].map { (x: Int32) in T(nearestTo: x.asDouble) }
            case .uint8: inputs[0].map { (x: UInt8) in T(nearestTo: x.asDouble) }
            case .bool: inputs[0].map { (x: Bool) in T(nearestTo: x.asDouble) }
            }
        }
        switch dtype {
        case .float32: return convert(to: Float.self)
        case .float64: return convert(to: Double.self)
        case .int32: return convert(to: Int32.self)
        case .uint8: return convert(to: UInt8.self)
        case .bool: return convert(to: Bool.self)
        }
    }

    func loopOperation(_ inputs: [DType]) -> cvk_operation? {
        switch (inputs[0], dtype) {
        case (.bool, .float32), (.bool, .int32), (.int32, .float32): CVK_COPY
        default: nil
        }
    }

    /// An integer result has no gradient to pass on, so `upstream` is real whenever it arrives here.
    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        inputs[0].dtype.isFloatingPoint ? [upstream.cast(to: inputs[0].dtype)] : [nil]
    }

    /// Real numbers stay on one piece unless they become whole ones.
    func pieces(_ inputs: [NDArray]) -> NDArray {
        dtype.isFloatingPoint ? NDArray(uninitialized: [0], dtype) : forward(inputs)
    }

    static var samples: [PrimitiveSample] {
        [
            PrimitiveSample(Cast(dtype: .float64), .real([2, 3])),
            PrimitiveSample(Cast(dtype: .float64), .index([4], -3...3)),
            PrimitiveSample(Cast(dtype: .float32), .index([4], -3...3)),
            PrimitiveSample(Cast(dtype: .uint8), .index([4], -3...300)),
            PrimitiveSample(Cast(dtype: .bool), .index([4], 0...1)),
            PrimitiveSample(Cast(dtype: .int32), .truth([2, 2])),
        ]
    }
}

extension Tensor {
    /// The same numbers in another element type.
    ///
    /// Real numbers become integers by rounding toward zero, out-of-range ones saturate, NaN becomes 0;
    /// `bool` is "not zero".
    public func cast(to dtype: DType) -> Tensor {
        dtype == self.dtype ? self : .apply(Cast(dtype: dtype), self)
    }
}
