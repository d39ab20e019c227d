let choiceRules: [Rule] = [
    // A condition that is a constant, and a choice between two that are the same.
    Rule(for: Select.self) { choice in
        if choice.inputs[1].isSame(as: choice.inputs[2]) { return choice.inputs[1] }
        return choice.number(0).map { choice.inputs[$0 == 0 ? 2 : 1] }
    },
    Rule(Logical.self) { logical, application in
        let (x, y) = (application.inputs[0], application.inputs[1])
        if x.isSame(as: y) { return x }
        // "true and x" is x, "true or x" is true; false is the other way round.
        func result(_ number: Double?, _ constant: Tensor, _ other: Tensor) -> Tensor? {
            number.map { ($0 == 1) == (logical.connective == .and) ? other : constant }
        }
        return result(application.number(0), x, y) ?? result(application.number(1), y, x)
    },
    // To the same type, and there and back.
    Rule(Cast.self) { cast, application in
        let x = application.inputs[0]
        if x.dtype == cast.dtype { return x }
        guard let source = x.operands(of: Cast.self)?[0] else { return nil }
        return source.dtype == cast.dtype && x.dtype.holdsAll(of: cast.dtype) ? source : nil
    },
]

extension DType {
    /// Whether every number of another element type is one of this type.
    fileprivate func holdsAll(of other: DType) -> Bool {
        switch other {
        case .float32: self == .float64
        case .float64: false
        case .int32: self == .float64
        case .uint8: self != .bool
        case .bool: true
        }
    }
}
