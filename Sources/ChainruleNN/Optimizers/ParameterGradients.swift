import Chainrule

/// The gradients of a loss with respect to the parameters of a module.
public struct ParameterGradients {
    /// The parameters' dotted names.
    public let names: [String]
    /// The parameters, in the order of the names.
    public let parameters: [Parameter]
    /// The gradients, in the order of the names.
    public var gradients: [Tensor]

    public init(names: [String], parameters: [Parameter], gradients: [Tensor]) {
        self.names = names
        self.parameters = parameters
        self.gradients = gradients
    }

    /// The gradient of the parameter called `name`.
    ///
    /// - Precondition: there is one.
    public subscript(name: String) -> Tensor {
        guard let index = names.firstIndex(of: name) else {
            fatalError("no gradient of '\(name)' among \(names.joined(separator: ", "))")
        }
        return gradients[index]
    }
}

/// The gradients of `loss` with respect to all parameters of `module` that are not frozen.
///
/// - Parameters:
///   - loss: a tensor of one element, computed with the parameters' present values.
///   - module: where the parameters are looked for.
///   - unused: the gradient of a parameter that `loss` does not depend on: by default a trap that names the
///     parameter, or zeros.
public func gradients(
    of loss: Tensor, withRespectTo module: some Module, unused: UnusedInputs = .error
) -> ParameterGradients {
    let all = module.parameters()
    require(!all.isEmpty, "gradients: \(type(of: module)) has no parameters")
    let found = all.filter(\.parameter.isTrainable)
    require(!found.isEmpty, "gradients: all parameters of \(type(of: module)) are frozen")
    do {
        let gradients = try namedGradients(
            of: loss, withRespectTo: found.map(\.parameter.value), unused: unused
        ) { "'\(found[$0].name)'" }
        return ParameterGradients(
            names: found.map(\.name), parameters: found.map(\.parameter), gradients: gradients)
    } catch {
        fatalError(error.description)
    }
}
