import Chainrule

/// A part of a network: a struct or class that holds parameters, buffers and other modules.
///
/// They are found among the stored properties and named as in PyTorch, by the path of properties and array
/// indices that leads to them, as in `features.0.weight`.
///
/// ```swift
/// struct Perceptron: Layer {
///     let hidden = Linear(784, 100), output = Linear(100, 10)
///
///     func forward(_ images: Tensor) -> Tensor { output(sigmoid(hidden(images))) }
/// }
/// Perceptron().parameters().map(\.name)
/// // ["hidden.weight", "hidden.bias", "output.weight", "output.bias"]
/// ```
public protocol Module {
    /// The properties that are searched for parameters and buffers, with their names.
    ///
    /// By default these are the stored properties, inherited ones first: parameters,
    /// buffers, modules, and optionals, tuples, enums, structs, arrays and dictionaries of them. An array
    /// element is named by its index, a dictionary's by its key, a payload by its case. Other properties are
    /// ignored; one that hides a module, such as a set or an object that is not a module, traps.
    var members: [(name: String, value: Any)] { get }
}

extension Module {
    public var members: [(name: String, value: Any)] { storedProperties(of: self) }

    /// All parameters in the order of their declaration, under dotted names.
    ///
    /// A parameter that is found twice is listed once, under the first of its names.
    ///
    /// - Complexity: walks all stored properties by reflection; keep the result instead of calling this in a loop.
    public func parameters() -> [(name: String, parameter: Parameter)] {
        found(Parameter.self).map { (name: $0.name, parameter: $0.object) }
    }

    /// All buffers in the order of their declaration, under dotted names; see ``parameters()``.
    public func buffers() -> [(name: String, buffer: Buffer)] {
        found(Buffer.self).map { (name: $0.name, buffer: $0.object) }
    }

    /// The generators that modules such as `Dropout` were given, in the order of their declaration.
    package func generators() -> [(name: String, generator: Generator)] {
        Search.namedObjects(Generator.self, in: self).map { (name: $0.name, generator: $0.object) }
    }

    /// The total number of elements of all parameters.
    public var parameterCount: Int {
        parameters().reduce(0) { $0 + $1.parameter.type.shape.elementCount }
    }

    /// All variables of one kind; each takes note of its name.
    func found<Kind: ModuleVariable>(_ kind: Kind.Type) -> [(name: String, object: Kind)] {
        let found = Search.namedObjects(kind, in: self)
        for (name, variable) in found { variable.isFound(at: name) }
        return found
    }
}
