/// A mutable cell that holds a tensor: a parameter, a running mean, a velocity.
///
/// Inside `compile` a cell that is read becomes an input of the plan and a cell that is assigned an
/// output of it, so that one plan serves every step.
open class Variable {
    /// The shape and element type, which never change.
    public let type: TensorType

    private var leaf: Tensor
    private let givenName: String

    /// A cell that starts with the value of `value`, computed now.
    ///
    /// - Parameters:
    ///   - value: decides the shape and element type for good.
    ///   - name: what messages call the cell.
    public init(_ value: Tensor, name: String = "variable") {
        type = value.type
        givenName = name
        require(
            Trace.current == nil || !value.isUnknown,
            "'\(name)' is made inside compile { } from values that are not known there, such as arguments or random "
                + "numbers: make parameters and other variables before, and use them inside")
        if VariableCreation.isWithoutValues {
            leaf = .placeholder(value.type, label: name)
            return
        }
        leaf = value
        leaf = Tensor(value.value.dense(), of: self)
    }

    /// The name of the cell in messages and tables.
    open var name: String { givenName }

    /// The present value, an input of every graph that is built with it.
    ///
    /// A new value is computed when it is set, and how it came about is forgotten: training does not make
    /// graphs longer. What was computed with the old value keeps the old value.
    ///
    /// - Precondition: a new value has the shape and element type of the old one.
    public var value: Tensor {
        get { Trace.current?.value(of: self) ?? leaf }
        set { assign([(self, newValue)]) }
    }

    /// The value outside of any trace.
    package final var current: Tensor {
        get { leaf }
        set { leaf = newValue }
        // In place, so that asking whether the tensor is shared does not share it.
        _modify { yield &leaf }
    }
}

/// Gives variables their new values, all at once: what these share is computed once, and a value may depend on
/// the old values of all variables.
///
/// Values are computed now; inside `compile` they become outputs of the plan.
///
/// - Precondition: every value has the shape and element type of its variable.
public func assign(_ assignments: [(variable: Variable, value: Tensor)]) {
    for (variable, value) in assignments {
        require(
            value.type == variable.type,
            "'\(variable.name)' is \(variable.type) and cannot be assigned \(value.type)")
    }
    if let trace = Trace.current {
        for (variable, value) in assignments { trace.assign(value, to: variable) }
        return
    }
    evaluate(assignments.map(\.value))
    for (variable, value) in assignments {
        variable.current = Tensor(value.value.dense(), of: variable)
    }
}
