/// Every `step`-th element along each axis, from `start`, `count` of them; steps may be negative.
package struct Slice: Primitive {
    package struct Axis: Sendable, Hashable {
        var start: Int
        var step: Int
        var count: Int

        package init(start: Int, step: Int, count: Int) {
            self.start = start
            self.step = step
            self.count = count
        }

        /// The whole of an axis.
        static func all(_ size: Int) -> Axis { Axis(start: 0, step: 1, count: size) }

        var last: Int { start + (count - 1) * step }

        func fits(_ size: Int) -> Bool {
            count == 0 || count > 0 && (0..<size).contains(start) && (0..<size).contains(last)
        }
    }

    package static let name = "slice"
    let axes: [Axis]

    package init(axes: [Axis]) {
        self.axes = axes
    }

    package var attributes: String {
        axes.map { "\($0.start)+\($0.count)" + ($0.step == 1 ? "" : "×\($0.step)") }.joined(separator: ", ")
    }

    package func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        let shape = inputs[0].shape
        if axes.count != shape.rank {
            throw mismatch(inputs, "\(axes.count) ranges for a tensor of rank \(shape.rank)")
        }
        for (number, axis) in axes.enumerated() where !axis.fits(shape[number]) {
            throw mismatch(
                inputs,
                "axis \(number) of size \(shape[number]) has no \(axis.count) elements from \(axis.start) "
                    + "in steps of \(axis.step)")
        }
        return TensorType(Shape(axes.map(\.count)), inputs[0].dtype)
    }

    package func forward(_ inputs: [NDArray]) -> NDArray {
        let x = inputs[0]
        let shape = Shape(axes.map(\.count))
        let offset =
            shape.elementCount == 0 ? 0 : Swift.zip(axes, x.strides).reduce(0) { $0 + $1.0.start * $1.1 }
        return x.view(shape, strides: Swift.zip(axes, x.strides).map { $0.step * $1 }, offset: offset)
    }

    /// The upstream gradient at the places it was taken from, with zeros around and between.
    package func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        let backwards = axes.indices.filter { axes[$0].step < 0 }
        let widths = Swift.zip(axes, inputs[0].shape).map { axis, size in
            guard axis.count > 0 else { return Pad.Width(before: 0, after: size, between: 0) }
            return Pad.Width(
                before: min(axis.start, axis.last), after: size - 1 - max(axis.start, axis.last),
                between: Swift.abs(axis.step) - 1)
        }
        return [.apply(Pad(widths: widths, value: 0), upstream.reversed(axes: backwards))]
    }

    package static var samples: [PrimitiveSample] {
        func slice(_ axes: (Int, Int, Int)...) -> Slice {
            Slice(axes: axes.map { Axis(start: $0.0, step: $0.1, count: $0.2) })
        }
        return [
            PrimitiveSample(slice((1, 1, 3)), .real([5])),
            PrimitiveSample(slice((0, 2, 2), (3, -1, 4)), .real([3, 4])),
            PrimitiveSample(slice((4, -2, 3), (1, 1, 1)), .real([5, 2])),
            PrimitiveSample(slice((0, 1, 0), (0, 1, 2)), .real([3, 2])),
            PrimitiveSample(slice(), .real([])),
        ]
    }
}

extension Tensor {
    /// The elements in opposite order along `axes`.
    public func reversed(axes: [Int]) -> Tensor {
        if axes.isEmpty { return self }
        var slices = shape.map(Slice.Axis.all)
        for axis in axes.map({ resolved($0, "reversed") }) {
            slices[axis] = Slice.Axis(start: shape[axis] - 1, step: -1, count: shape[axis])
        }
        return .apply(Slice(axes: slices), self)
    }

    /// The parts of `sizes` along `axis`, in order.
    ///
    /// - Precondition: the sizes add up to the axis's size.
    public func split(sizes: [Int], axis: Int = 0) -> [Tensor] {
        let axis = resolved(axis, "split")
        require(
            sizes.reduce(0, +) == shape[axis],
            "split(\(type)): sizes \(sizes) do not add up to \(shape[axis]), the size of axis \(axis)")
        var start = 0
        return sizes.map { size in
            defer { start += size }
            var slices = shape.map(Slice.Axis.all)
            slices[axis] = Slice.Axis(start: start, step: 1, count: size)
            return .apply(Slice(axes: slices), self)
        }
    }

    /// `count` equal parts along `axis`, in order.
    ///
    /// - Precondition: the axis's size is a multiple of `count`.
    public func split(count: Int, axis: Int = 0) -> [Tensor] {
        let size = shape[resolved(axis, "split")]
        require(
            count > 0 && size.isMultiple(of: count),
            "split(\(type)): axis \(axis) of size \(size) cannot be split into \(count) equal parts")
        return split(sizes: Array(repeating: size / count, count: count), axis: axis)
    }
}
