// The choice of an element type, made once: every case is a call of its own, of which the compiler makes a
// loop of its own.

/// A primitive that computes float32 and float64 by one generic rule; its first operand tells which.
package protocol RealPrimitive: Primitive {
    /// The value, from operands of which the first has elements of `type`.
    func forward<T: FloatingScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray
}

extension RealPrimitive {
    package func forward(_ inputs: [NDArray]) -> NDArray {
        switch inputs[0].dtype {
        case .float32: forward(inputs, Float.self)
        case .float64: forward(inputs, Double.self)
        case let dtype: unreachable(dtype)
        }
    }
}

/// A primitive that computes numbers of any kind by one generic rule; its first operand tells which.
package protocol NumericPrimitive: Primitive {
    /// The value, from operands of which the first has elements of `type`.
    func forward<T: NumericScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray
}

extension NumericPrimitive {
    package func forward(_ inputs: [NDArray]) -> NDArray {
        switch inputs[0].dtype {
        case .float32: forward(inputs, Float.self)
        case .float64: forward(inputs, Double.self)
        case .int32: forward(inputs, Int32.self)
        case .uint8: forward(inputs, UInt8.self)
        case .bool: unreachable(.bool)
        }
    }
}

extension Primitive {
    /// For `forward`: `resultType` lets no such operand through.
    func unreachable(_ dtype: DType) -> Never {
        fatalError("\(name) has no rule for \(dtype), and resultType should have said so")
    }
}
