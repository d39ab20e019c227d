import Chainrule

/// Initializes the weights of a module, and optionally its biases.
///
/// ```swift
/// initialize(model, weights: .he, biases: .zeros)
/// initialize(model, weights: .normal(deviation: 0.01)) { name, _ in name.hasPrefix("classifier") }
/// ```
///
/// Weights are the parameters with two or more axes, including embeddings; biases are those called `bias`. Other
/// parameters, such as the weights of normalization layers, and buffers are left unchanged.
///
/// - Parameters:
///   - module: the module to initialize.
///   - weights: the new values of the weights.
///   - biases: the new values of the biases, such as ``InitialValues/zeros``; nil leaves them unchanged.
///   - isIncluded: which parameters are considered, by dotted name and parameter; all by default.
///   - generator: the random generator of the values.
/// - Precondition: at least one weight is included.
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
