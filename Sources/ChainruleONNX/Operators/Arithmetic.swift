import Chainrule

extension Operator {
    /// Operators on the elements of several tensors, whose shapes broadcast.
    static let arithmetic: [String: Operator] = [
        "Add": pairwise { $0 + $1 },
        "Sub": pairwise { $0 - $1 },
        "Mul": pairwise { $0 * $1 },
        "Div": .single(since: 7) { call in
            let (x, y) = try call.operands()
            let quotient = x.tensor / y.tensor
            return x.type.isInteger ? x.with(truncated(quotient)).wrapped : x.with(quotient)
        },
        "Mod": .single(["fmod"], since: 10, remainder),
        "Pow": .single(since: 7, power),
        "Min": variadic { minimum($0, $1) },
        "Max": variadic { maximum($0, $1) },
        "Sum": variadic { $0 + $1 },
        "Mean": .single(since: 6) { call in
            let sum = try call.folded { $0 + $1 }
            try call.check(sum.type.isFloatingPoint, "the mean of \(sum.type) is not defined")
            return sum.with(sum.tensor / Double(call.inputs.count))
        },
    ]

    private static func pairwise(_ function: @escaping @Sendable (Tensor, Tensor) -> Tensor) -> Operator {
        .single(since: 7) { call in
            let (x, y) = try call.operands()
            return x.with(function(x.tensor, y.tensor)).wrapped
        }
    }

    private static func variadic(_ function: @escaping @Sendable (Tensor, Tensor) -> Tensor) -> Operator {
        .single(since: 6) { try $0.folded(function) }
    }

    private static func remainder(_ call: OperatorCall) throws -> ONNXValue {
        let (x, y) = try call.operands()
        let isFmod = try call.flag("fmod")
        try call.check(isFmod || x.type.isInteger, "fmod 0 is not supported for \(x.type)")
        // In double precision, so that the quotient of two float32 is rounded to no whole number.
        let (dividend, divisor) = (x.tensor.cast(to: .float64), y.tensor.cast(to: .float64))
        let quotient = dividend / divisor
        let whole = isFmod ? truncated(quotient) : floor(quotient)
        return x.with((dividend - whole * divisor).cast(to: x.tensor.dtype))
    }

    private static func power(_ call: OperatorCall) throws -> ONNXValue {
        let (x, y) = (try call.value(0), try call.value(1))
        try call.check(x.type != .bool && y.type != .bool, "powers are of numbers")
        _ = try call.broadcast([x.shape, y.shape])
        // Of integers with real exponents, the power is real until it becomes an integer again.
        let result = pow(x.tensor, y.tensor.cast(to: x.tensor.dtype))
        if y.type == .float64 || x.type.isInteger {
            let exact = pow(x.tensor.cast(to: .float64), y.tensor.cast(to: .float64))
            return x.with((x.type.isInteger ? truncated(exact) : exact).cast(to: x.tensor.dtype)).wrapped
        }
        return x.with(result)
    }
}

extension OperatorCall {
    /// Two tensors of numbers of one type, whose shapes broadcast.
    func operands() throws -> (ONNXValue, ONNXValue) {
        let (x, y) = (try value(0), try value(1))
        try check(x.type == y.type, "the inputs are of \(x.type) and \(y.type), and must be of one type")
        try check(x.type != .bool, "the inputs are of bool, and must be numbers")
        _ = try broadcast([x.shape, y.shape])
        return (x, y)
    }

    /// All inputs, joined from left to right.
    func folded(_ function: (Tensor, Tensor) -> Tensor) throws -> ONNXValue {
        var result = try value(0)
        try check(result.type != .bool, "the inputs are of bool, and must be numbers")
        for index in inputs.indices.dropFirst() {
            let next = try value(index)
            try check(next.type == result.type, "the inputs are of \(result.type) and \(next.type)")
            _ = try broadcast([result.shape, next.shape])
            result = result.with(function(result.tensor, next.tensor)).wrapped
        }
        return result
    }
}

/// Every element without its fraction.
func truncated(_ x: Tensor) -> Tensor { select(floor(x), where: x .>= 0, otherwise: -floor(-x)) }

extension ONNXValue {
    /// Integers as their type holds them: those of up to 32 bits wrap around.
    var wrapped: ONNXValue {
        guard let bits = type.bits, bits < 64 else { return self }
        let (count, lowest) = (Double(1 << bits), type.isSigned ? -Double(1 << (bits - 1)) : 0)
        return with(tensor - floor((tensor - lowest) / count) * count)
    }
}
