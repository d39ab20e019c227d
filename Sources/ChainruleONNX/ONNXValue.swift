import Chainrule

/// A value on a wire of a model: a tensor, with the element type that ONNX gives it.
///
/// Half precision is carried in float32 and integers of all sizes in float64; see `ElementType.dtype`.
struct ONNXValue {
    let tensor: Tensor
    let type: ElementType

    /// - Precondition: the tensor has the dtype that carries `type`.
    init(_ tensor: Tensor, _ type: ElementType) {
        require(tensor.dtype == type.dtype, "\(tensor.type) does not carry elements of \(type)")
        (self.tensor, self.type) = (tensor, type)
    }

    /// Integers, as shapes and indices are.
    init(integers: [Int]) {
        self.init(Tensor(integers.map(Double.init), shape: [integers.count]), .int64)
    }

    var shape: Shape { tensor.shape }
    var rank: Int { tensor.rank }

    /// The value of another tensor with elements of this type.
    func with(_ tensor: Tensor) -> ONNXValue { ONNXValue(tensor, type) }

    /// What a user of the model gets: integers as int32, out-of-range ones saturated, uint8 as itself.
    var exported: Tensor {
        type.isInteger ? tensor.cast(to: type == .uint8 ? .uint8 : .int32) : tensor
    }

    /// Whether its elements can be computed; inside `compile` those that depend on arguments cannot.
    var isKnown: Bool {
        !TopologicalOrder(endingAt: [tensor], stoppingAtValues: true).nodes
            .contains { $0.primitive is Placeholder }
    }
}
