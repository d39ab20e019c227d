import Chainrule

extension Module {
    /// Excludes parameters from training: no gradient is computed for them, and optimizers do not change them.
    ///
    /// ```swift
    /// model.freeze("features")
    /// ```
    ///
    /// Buffers are not parameters: the running statistics of a frozen `BatchNorm` still follow the batches. To keep
    /// them, run the frozen part inside ``evaluating(_:)``.
    ///
    /// - Parameter prefixes: names of modules or parameters, as in `features` or `features.0.weight`; with none,
    ///   all parameters are frozen.
    /// - Precondition: every prefix is the name of a parameter or of a module that holds one.
    public func freeze(_ prefixes: String...) { setTrainable(false, prefixes, "freeze") }

    /// Includes parameters in training again after ``freeze(_:)``.
    ///
    /// - Parameter prefixes: see ``freeze(_:)``; with none, all parameters are trained.
    /// - Precondition: every prefix is the name of a parameter or of a module that holds one.
    public func unfreeze(_ prefixes: String...) { setTrainable(true, prefixes, "unfreeze") }

    private func setTrainable(_ isTrainable: Bool, _ prefixes: [String], _ operation: String) {
        let parameters = Search(self).named(Parameter.self).map { (name: $0.name, parameter: $0.object) }
        let chosen =
            prefixes.isEmpty
            ? parameters : prefixes.flatMap { parameters.below($0, for: "\(Self.self).\(operation)") }
        for (_, parameter) in chosen { parameter.isTrainable = isTrainable }
    }
}

extension [(name: String, parameter: Parameter)] {
    /// Those called `prefix`, or whose dotted names begin with it and a dot; `what` names the caller in messages.
    func below(_ prefix: String, for what: String) -> Self {
        let chosen = filter { $0.name == prefix || $0.name.hasPrefix("\(prefix).") }
        require(
            !chosen.isEmpty,
            "\(what): no parameter is called '\(prefix)' or begins with '\(prefix).' among "
                + "\(StateError.listed(map(\.name)))")
        return chosen
    }
}
