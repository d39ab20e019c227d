import Chainrule

/// The layers of a model in the order in which they are applied, with shapes and costs; see ``summary(_:inputShape:dtype:)``.
public struct ModelSummary: Sendable, Equatable {
    /// A layer, as it is applied once.
    public struct Row: Sendable, Equatable {
        /// The dotted name; empty for the model itself, and for a layer that the model makes while it is applied.
        public let name: String
        /// The layer's description, as in `Conv2d(1 → 20, 5×5)`.
        public let layer: String
        /// The shape of the output for one example, without the batch axis.
        public let outputShape: Shape
        /// The elements of the layer's parameters that no row above has counted.
        public let parameterCount: Int
        /// The floating-point operations of its matrix products and convolutions for one example; a multiplication and
        /// an addition count as two.
        public let operationCount: Int
        /// The size of its output for one example, in bytes.
        public let outputBytes: Int
    }

    /// The type of the model.
    public let model: String
    /// The shape of one example, without the batch axis.
    public let inputShape: Shape
    /// The layers that apply no other ones, and those that have parameters of their own.
    public let rows: [Row]
    /// The elements of all parameters.
    public let parameterCount: Int
    /// The elements of the parameters that are trained; see ``Parameter/isTrainable``.
    public let trainableParameterCount: Int
    /// The size of all parameters, in bytes.
    public let parameterBytes: Int
    /// The floating-point operations of all matrix products and convolutions for one example, also of those outside of
    /// layers.
    public let operationCount: Int

    /// The size of the outputs of all rows for one example, in bytes.
    public var outputBytes: Int { rows.reduce(0) { $0 + $1.outputBytes } }
}

/// The layers of a model in the order in which they are applied, with output shapes, parameters and costs.
///
/// ```swift
/// print(summary(LeNet(), inputShape: [1, 28, 28]))
/// ```
///
/// Nothing is computed: the model is traced with a batch of one example in evaluation mode. Functions that the model
/// calls between layers, such as `relu`, have no rows.
///
/// - Parameters:
///   - model: the model.
///   - inputShape: the shape of one example, without the batch axis.
///   - dtype: the element type of the examples, such as int32 for words.
/// - Precondition: the model accepts such a batch.
public func summary(_ model: some Layer, inputShape: Shape, dtype: DType = .float32) -> ModelSummary {
    var counted: Set<ObjectIdentifier> = []
    var rows: [ModelSummary.Row] = []
    let operations = tracing([TensorType(Shape([1] + Array(inputShape)), dtype)]) { inputs in
        let output = LayerCalls.observed(in: model) { call in
            let own = call.layer.parameters().filter {
                counted.insert(ObjectIdentifier($0.parameter)).inserted
            }
            if call.isInnermost || !own.isEmpty {
                rows.append(ModelSummary.Row(call, own.map(\.parameter)))
            }
        } during: {
            evaluating { model(inputs[0]) }
        }
        return operationCount(of: [output])
    }
    let parameters = model.parameters().map(\.parameter)
    return ModelSummary(
        model: "\(type(of: model))", inputShape: inputShape, rows: rows, parameterCount: model.parameterCount,
        trainableParameterCount: parameters.filter(\.isTrainable).reduce(0) {
            $0 + $1.type.shape.elementCount
        },
        parameterBytes: parameters.reduce(0) { $0 + $1.type.byteCount }, operationCount: operations)
}

extension ModelSummary.Row {
    fileprivate init(_ call: LayerCall, _ parameters: [Parameter]) {
        name = call.name ?? ""
        layer = call.layer.summary
        outputShape = Shape(Array(call.output.shape.dropFirst()))
        parameterCount = parameters.reduce(0) { $0 + $1.type.shape.elementCount }
        operationCount =
            Chainrule.operationCount(of: [call.output]) - Chainrule.operationCount(of: [call.input])
        outputBytes = call.output.type.byteCount
    }
}

extension Layer {
    /// The layer's description without its name, or else its type.
    var summary: String {
        guard self is any CustomStringConvertible else { return "\(Swift.type(of: self))" }
        let described = "\(self)"
        return described.hasSuffix("'") ? String(described.prefix { $0 != "'" }.dropLast()) : described
    }
}
