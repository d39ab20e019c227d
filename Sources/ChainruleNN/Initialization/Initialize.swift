import Chainrule

/// Sets the weights of a module, and its biases if asked to.
///
/// ```swift
/// initialize(model, weights: .he, biases: .zeros)
/// initialize(model, weights: .normal(deviation: 0.01)) { name, _ in name.hasPrefix("classifier") }
/// ```
///
/// Weights are the parameters with two or more axes, embeddings included; biases are those called `bias`. Others, such as
/// the scales of normalization, stay as they are, and so do buffers.
///
/// - Parameters:
///   - module: whose parameters are set.
///   - weights: what the weights become.
///   - biases: what the biases become, such as ``InitialValues/zeros``; nil leaves them as they are.
///   - isIncluded: which parameters are considered, by their dotted names and themselves; all if left out.
///   - generator: what the values are drawn from.
/// - Precondition: a weight is included.
public func initialize(
    _ module: some Module, weights: InitialValues, biases: InitialValues? = nil,
    from generator: Generator = .current,
    where isIncluded: (_ name: String, _ parameter: Parameter) -> Bool = { _, _ in true }
) {
    let parameters = module.parameters().filter { isIncluded($0.name, $0.parameter) }
    func set(_ parameter: Parameter, _ values: InitialValues) {
        parameter.value = values.draw(parameter.type.shape, parameter.type.dtype, generator)
    }
    var hasWeight = false
    for (name, parameter) in parameters {
        if parameter.type.shape.rank >= 2 {
            hasWeight = true
            set(parameter, weights)
        } else if name == "bias" || name.hasSuffix(".bias"), let biases {
            set(parameter, biases)
        }
    }
    require(hasWeight, "initialize: no weight of two or more axes is included in \(type(of: module))")
}
