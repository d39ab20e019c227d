/// How an operator of ONNX is computed.
struct Operator: Sendable {
    typealias Rule = @Sendable (OperatorCall) throws -> [ONNXValue]

    /// The attributes that the rule reads; a node with another one is refused.
    let attributes: Set<String>
    /// The opset from which on the rule is right.
    let since: Int
    /// How many of the outputs it makes; a node that uses more is refused.
    let outputs: Int
    let rule: Rule

    init(_ attributes: Set<String> = [], since: Int = 1, outputs: Int = 1, _ rule: @escaping Rule) {
        (self.attributes, self.since, self.outputs, self.rule) = (attributes, since, outputs, rule)
    }

    /// One with a single output.
    static func single(
        _ attributes: Set<String> = [], since: Int = 1,
        _ rule: @escaping @Sendable (OperatorCall) throws -> ONNXValue
    ) -> Operator {
        Operator(attributes, since: since) { [try rule($0)] }
    }

    /// All operators by their names.
    static let all: [String: Operator] = {
        let families = [
            arithmetic, comparisons, functions, activations, conversions, reductions, scans, shapes, joins,
            slices,
            gathering, selection, padding, generators, convolutions, pooling, normalizations, products,
            resizing, losses,
            recurrent, bits, attention, sums,
        ]
        return families.reduce(into: [:]) { all, family in all.merge(family) { $1 } }
    }()
}
