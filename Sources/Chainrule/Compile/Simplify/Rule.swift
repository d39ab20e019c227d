/// A primitive applied to operands in their final form, as a rule sees it.
struct Application {
    let primitive: any Primitive
    let inputs: [Tensor]
    let type: TensorType
    let simplifier: Simplifier

    /// The number that every element of an operand is, if it is a constant.
    func number(_ index: Int) -> Double? { simplifier.number(inputs[index]) }

    /// What the first rule that applies makes of this; nil if none does.
    var rewritten: Tensor? {
        for rule in rules[ObjectIdentifier(Swift.type(of: primitive))] ?? [] {
            if let tensor = rule.rewrite(self) { return tensor }
        }
        return nil
    }
}

/// A replacement for applications of one primitive.
///
/// The replacement has the application's type and value, and comes closer to a form to which no rule applies:
/// rewriting must end. It is written with tensors, as a gradient is.
struct Rule: Sendable {
    let primitive: any Primitive.Type
    let rewrite: @Sendable (Application) -> Tensor?

    init(for primitive: any Primitive.Type, _ rewrite: @escaping @Sendable (Application) -> Tensor?) {
        self.primitive = primitive
        self.rewrite = rewrite
    }

    /// A rule that asks for the primitive's attributes.
    init<P: Primitive>(_ type: P.Type, _ rewrite: @escaping @Sendable (P, Application) -> Tensor?) {
        self.init(for: type) { rewrite($0.primitive as! P, $0) }
    }
}

/// All rules by the primitive that they are for, in the order in which they are tried.
private let rules = Dictionary(grouping: allRules) { ObjectIdentifier($0.primitive) }

private let allRules =
    identityRules + arithmeticRules + powerRules + choiceRules + viewRules + concatenationRules
    + broadcastViewRules
    + reductionRules + elementwiseRules + productRules + sumRules + convolutionRules + lookUpRules

extension Tensor {
    /// Whether this tensor is the result of an operation of that kind.
    ///
    /// Rules ask this many times for every node; comparing types is much faster than a cast that fails.
    func isResult<P: Primitive>(of type: P.Type) -> Bool {
        ObjectIdentifier(Swift.type(of: node.primitive)) == ObjectIdentifier(type)
    }

    /// The operation that this tensor is the result of, if it is of that kind.
    func operation<P: Primitive>(_ type: P.Type) -> P? {
        isResult(of: type) ? node.primitive as? P : nil
    }

    /// The operands, if this tensor is the result of an operation of that kind.
    func operands<P: Primitive>(of type: P.Type) -> [Tensor]? {
        isResult(of: type) ? node.inputs : nil
    }

    func isSame(as other: Tensor) -> Bool { node === other.node }
}
