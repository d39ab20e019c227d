import Chainrule

/// A variable that belongs to a module: a ``Parameter`` or a ``Buffer``.
///
/// Modules that hold the same cell share it.
public class ModuleVariable: Variable {
    /// Where a module's search has found the variable, as in `features.0.weight`.
    private(set) var path: String?

    fileprivate override init(_ value: Tensor, name: String) { super.init(value, name: name) }

    /// What messages call the variable: the name it was given, or its dotted name once the search of a
    /// module has found it.
    public override var name: String { path ?? super.name }

    /// Takes note of a place; the outermost module knows the longest path, which tells most.
    func isFound(at path: String) {
        if path.count > self.path?.count ?? 0 { self.path = path }
    }
}

/// A variable that is learned.
public final class Parameter: ModuleVariable {
    /// Whether training changes the parameter; true at first. While it is false no gradient is computed for the
    /// parameter, and optimizers leave it as it is. See ``Module/freeze(_:)``.
    public var isTrainable: Bool {
        get { settingOfTrace { [self] in isTrained } }
        set { isTrained = newValue }
    }

    private var isTrained = true

    /// A parameter that starts with the value of `value`.
    public override init(_ value: Tensor, name: String = "parameter") { super.init(value, name: name) }
}

/// A variable that is saved with a module but not trained, such as a running mean.
public final class Buffer: ModuleVariable {
    /// A buffer that starts with the value of `value`.
    public override init(_ value: Tensor, name: String = "buffer") { super.init(value, name: name) }
}
