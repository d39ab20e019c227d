import Chainrule

/// A cell that holds a tensor that training changes.
///
/// Modules that hold the same cell share the parameter.
public final class Parameter {
    /// Where a module's search has found the parameter, as in `features.0.weight`.
    private(set) var path: String?

    private let givenName: String
    private var leaf: Tensor

    /// A parameter that starts with the value of `value`.
    public init(_ value: Tensor, name: String = "parameter") {
        givenName = name
        leaf = value.asLeaf(name)
    }

    /// What messages call the parameter: the name it was given, or its dotted name once
    /// ``Module/parameters()`` has found it.
    public var name: String { path ?? givenName }

    /// Takes note of a place; the outermost module knows the longest path, which tells most.
    func isFound(at path: String) {
        if path.count > self.path?.count ?? 0 { self.path = path }
    }

    /// The shape and element type, which never change.
    public var type: TensorType { leaf.type }

    /// The present value, an input of every graph that is built with it.
    ///
    /// A new value is computed when it is set, and how it came about is forgotten: training does not make
    /// graphs longer. What was computed with the old value keeps the old value.
    ///
    /// - Precondition: a new value has the shape and element type of the old one.
    public var value: Tensor {
        get { leaf }
        set {
            require(
                newValue.type == type,
                "the parameter '\(name)' is \(type) and cannot become \(newValue.type)")
            leaf = newValue.asLeaf(name)
        }
    }
}

extension Tensor {
    /// The same values without the operations they came from, computed if need be.
    func asLeaf(_ name: String? = nil) -> Tensor { Tensor(value.dense(), label: name) }
}
