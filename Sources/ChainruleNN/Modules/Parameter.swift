import Chainrule

/// A variable that training changes.
///
/// Modules that hold the same cell share the parameter.
public final class Parameter: Variable {
    /// Where a module's search has found the parameter, as in `features.0.weight`.
    private(set) var path: String?

    /// A parameter that starts with the value of `value`.
    public override init(_ value: Tensor, name: String = "parameter") { super.init(value, name: name) }

    /// What messages call the parameter: the name it was given, or its dotted name once
    /// ``Module/parameters()`` has found it.
    public override var name: String { path ?? super.name }

    /// Takes note of a place; the outermost module knows the longest path, which tells most.
    func isFound(at path: String) {
        if path.count > self.path?.count ?? 0 { self.path = path }
    }
}
