import Chainrule

/// A variable that belongs to a module: a ``Parameter`` or a ``Buffer``.
///
/// Modules that hold the same cell share it.
public class ModuleVariable: Variable {
    /// The dotted name of the variable in its module, as in `features.0.weight`, once it has been found.
    private(set) var path: String?

    fileprivate override init(_ value: Tensor, name: String) { super.init(value, name: name) }

    /// The variable's name in messages: its own, or the dotted name once it has been found in a module.
    public override var name: String { path ?? super.name }

    /// Records a path; the one from the outermost module is the longest and says most.
    func isFound(at path: String) {
        if path.count > self.path?.count ?? 0 { self.path = path }
    }
}

/// A variable that the optimizer changes.
public final class Parameter: ModuleVariable {
    /// Whether training changes the parameter; true by default. While it is false no gradient is computed for the
    /// parameter, and optimizers do not change it. See ``Module/freeze(_:)``.
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
