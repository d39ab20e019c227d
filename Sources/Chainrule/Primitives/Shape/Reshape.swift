/// The same elements in the same order under another shape.
struct Reshape: Primitive {
    static let name = "reshape"
    let shape: Shape
    var attributes: String { "to \(shape)" }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        let count = inputs[0].shape.elementCount
        if count != shape.elementCount {
            throw mismatch(
                inputs,
                "shape \(inputs[0].shape) has \(count) elements, shape \(shape) "
                    + "has \(shape.elementCount)")
        }
        return TensorType(shape, inputs[0].dtype)
    }

    func forward(_ inputs: [NDArray]) -> NDArray { inputs[0].reshaped(to: shape) }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        [upstream.reshaped(to: inputs[0].shape)]
    }

    static var samples: [PrimitiveSample] {
        [
            PrimitiveSample(Reshape(shape: [6]), .real([2, 3])),
            PrimitiveSample(Reshape(shape: [3, 2]), .real([2, 3])),
            PrimitiveSample(Reshape(shape: [1, 1]), .real([])),
            PrimitiveSample(Reshape(shape: [3, 0]), .real([0, 2])),
        ]
    }
}

extension Tensor {
    /// The same elements in row-major order under another shape.
    ///
    /// One size may be -1; it is then inferred from the number of elements.
    public func reshaped(to shape: [Int]) -> Tensor {
        let open = shape.firstIndex(of: -1)
        var sizes = shape
        if let open { sizes[open] = 1 }
        require(
            sizes.allSatisfy { $0 >= 0 },
            "reshape(\(type)): \(shape) has negative sizes; only a single -1 can be inferred")
        guard let open else { return reshaped(to: Shape(sizes)) }
        let known = Shape(sizes).elementCount
        require(
            known > 0 && self.shape.elementCount.isMultiple(of: known),
            "reshape(\(type)): \(shape) is invalid for \(self.shape.elementCount) elements, whatever -1 stands for"
        )
        sizes[open] = self.shape.elementCount / known
        return reshaped(to: Shape(sizes))
    }

    /// The same elements in row-major order under another shape, as in `x.reshaped(to: y.shape)`.
    public func reshaped(to shape: Shape) -> Tensor {
        shape == self.shape ? self : .apply(Reshape(shape: shape), self)
    }

    /// All axes from `axis` on merged into one; a scalar becomes a vector of one element.
    public func flattened(from axis: Int = 0) -> Tensor {
        if rank == 0 && axis == 0 { return reshaped(to: [1] as Shape) }
        let axis = resolved(axis, "flattened")
        return reshaped(to: Shape(shape.prefix(axis) + [shape.suffix(from: axis).reduce(1, *)]))
    }

    /// A new axis of size one before `axis`; -1 appends it.
    public func expandingDimension(at axis: Int) -> Tensor {
        let place = axis < 0 ? axis + rank + 1 : axis
        require((0...rank).contains(place), "expandingDimension(\(type)): position \(axis) is out of range")
        return reshaped(to: Shape(shape.prefix(place) + [1] + shape.suffix(from: place)))
    }

    /// This tensor without `axis`, whose size must be one.
    public func squeezingDimension(at axis: Int) -> Tensor {
        let axis = resolved(axis, "squeezingDimension")
        require(shape[axis] == 1, "squeezingDimension(\(type)): axis \(axis) has size \(shape[axis])")
        return reshaped(to: shape.reduced(over: [axis], keepDims: false))
    }

    /// An axis counted from the front; negative ones count from the end.
    func resolved(_ axis: Int, _ operation: String) -> Int {
        let resolved = axis < 0 ? axis + rank : axis
        require(
            (0..<rank).contains(resolved),
            "\(operation)(\(type)): axis \(axis) is out of range for rank \(rank)")
        return resolved
    }
}
