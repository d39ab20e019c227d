import Chainrule

extension Operator {
    /// Conversions between element types.
    static let conversions: [String: Operator] = [
        "Cast": .single(["to", "saturate", "round_mode"], since: 6) { call in
            guard let type = try call.type("to") else { throw call.error("attribute 'to' is missing") }
            return try call.value(0).converted(to: type)
        },
        "CastLike": .single(["saturate", "round_mode"], since: 15) { call in
            try call.value(0).converted(to: call.value(1).type)
        },
    ]
}

extension ONNXValue {
    /// The same numbers in another element type; reals become integers by rounding toward zero.
    func converted(to type: ElementType) -> ONNXValue {
        guard type != self.type, let dtype = type.dtype else { return self }
        switch type {
        case .bool: return ONNXValue(tensor.cast(to: .bool), .bool)
        case .float16: return ONNXValue(roundedToHalf, type)
        case .bfloat16:
            return ONNXValue(tensor.cast(to: .float64).rounded(toBits: 8).cast(to: .float32), type)
        case _ where type.isInteger:
            let numbers = tensor.cast(to: .float64)
            return ONNXValue(self.type.isFloatingPoint ? truncated(numbers) : numbers, type).wrapped
        default: return ONNXValue(tensor.cast(to: dtype), type)
        }
    }

    /// The nearest numbers of half precision, in float32.
    private var roundedToHalf: Tensor {
        if type == .float16 { return tensor }
        let x = tensor.cast(to: .float64)
        // Below 2⁻¹⁴ the distance of neighbors is 2⁻²⁴.
        let tiny = round(x * 0x1p24) * 0x1p-24
        let finite = select(tiny, where: abs(x) .< 0x1p-14, otherwise: x.rounded(toBits: 11))
        return select(finite, where: abs(x) .< 65520, otherwise: x * .infinity).cast(to: .float32)
    }
}

extension Tensor {
    /// The nearest numbers with so many significant bits, by Veltkamp's splitting.
    ///
    /// Source: Dekker, "A floating-point technique for extending the available precision" (1971).
    fileprivate func rounded(toBits bits: Int) -> Tensor {
        let scaled = self * (Double(1 << (53 - bits)) + 1)
        return select(scaled - (scaled - self), where: isFinite, otherwise: self)
    }
}
