import CVectorKernels

/// A primitive that a vector loop computes element by element.
protocol LoopPrimitive: Primitive {
    /// The loop's operation on these operands; nil if it has none for their element types.
    func loopOperation(_ inputs: [DType]) -> cvk_operation?
}

/// A reduction that a vector loop folds its elements with.
protocol LoopFold: Reduction {
    var loopFold: cvk_fold { get }
}

/// A primitive whose operation on float32 goes by one name.
protocol FloatLoopPrimitive: LoopPrimitive {
    static var floatOperation: cvk_operation { get }
}

extension FloatLoopPrimitive {
    func loopOperation(_ inputs: [DType]) -> cvk_operation? {
        inputs.allSatisfy { $0 == .float32 } ? Self.floatOperation : nil
    }
}

extension Add: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_ADD } }
extension Subtract: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_SUBTRACT } }
extension Multiply: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_MULTIPLY } }
extension Divide: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_DIVIDE } }
extension Power: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_POWER } }
extension Maximum: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_MAXIMUM } }
extension Minimum: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_MINIMUM } }
extension Negate: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_NEGATE } }
extension Abs: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_ABS } }
extension Sign: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_SIGN } }
extension Floor: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_FLOOR } }
extension Round: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_ROUND } }
extension Reciprocal: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_RECIPROCAL } }
extension Exp: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_EXP } }
extension Expm1: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_EXPM1 } }
extension Log: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_LOG } }
extension Log1p: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_LOG1P } }
extension Sqrt: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_SQRT } }
extension Rsqrt: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_RSQRT } }
extension Sin: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_SIN } }
extension Cos: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_COS } }
extension Erf: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_ERF } }
extension Tanh: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_TANH } }
extension Sigmoid: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_SIGMOID } }
extension Softplus: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_SOFTPLUS } }
extension ReLU: FloatLoopPrimitive { static var floatOperation: cvk_operation { CVK_RELU } }

extension Compare: LoopPrimitive {
    func loopOperation(_ inputs: [DType]) -> cvk_operation? {
        // int32 has whole numbers that a float register cannot tell apart.
        guard inputs[0] == .float32 || inputs[0] == .bool else { return nil }
        return switch relation {
        case .equal: CVK_EQUAL
        case .notEqual: CVK_NOT_EQUAL
        case .less: CVK_LESS
        case .lessOrEqual: CVK_LESS_OR_EQUAL
        }
    }
}

extension Logical: LoopPrimitive {
    func loopOperation(_ inputs: [DType]) -> cvk_operation? {
        switch connective {
        case .and: CVK_AND
        case .or: CVK_OR
        }
    }
}

extension Select: LoopPrimitive {
    func loopOperation(_ inputs: [DType]) -> cvk_operation? {
        inputs[1] == .float32 || inputs[1] == .bool ? CVK_SELECT : nil
    }
}

extension Cast: LoopPrimitive {
    func loopOperation(_ inputs: [DType]) -> cvk_operation? {
        switch (inputs[0], dtype) {
        case (.bool, .float32), (.bool, .int32), (.int32, .float32): CVK_COPY
        default: nil
        }
    }
}

extension Sum: LoopFold { var loopFold: cvk_fold { CVK_SUM } }
extension Max: LoopFold { var loopFold: cvk_fold { CVK_LARGEST } }
extension Min: LoopFold { var loopFold: cvk_fold { CVK_SMALLEST } }

extension cvk_element {
    /// How elements of a type lie; nil if no loop reads or writes them.
    init?(_ dtype: DType) {
        switch dtype {
        case .float32: self = CVK_FLOAT32
        case .int32: self = CVK_INT32
        case .bool: self = CVK_BOOL
        case .float64, .uint8: return nil
        }
    }
}
