/// The sizes of a tensor's axes, outermost first; a scalar's shape is empty.
///
/// ```swift
/// let images: Shape = [64, 1, 28, 28]
/// images.rank          // 4
/// images.elementCount  // 50176
/// ```
public struct Shape: Sendable, Hashable, RandomAccessCollection, ExpressibleByArrayLiteral,
    CustomStringConvertible
{
    /// The size of each axis.
    public private(set) var sizes: [Int]

    /// - Precondition: no size is negative.
    public init(_ sizes: [Int]) {
        require(sizes.allSatisfy { $0 >= 0 }, "sizes of a shape must not be negative, got \(sizes)")
        self.sizes = sizes
    }

    public init(arrayLiteral sizes: Int...) { self.init(sizes) }

    /// The shape of a single number.
    public static let scalar: Shape = []

    /// The number of axes.
    public var rank: Int { sizes.count }

    /// The number of elements: the product of all sizes, 1 for a scalar.
    ///
    /// - Precondition: an `Int` can count them.
    public var elementCount: Int {
        var count = 1
        for size in sizes {
            let (product, overflows) = count.multipliedReportingOverflow(by: size)
            require(!overflows, "a tensor of shape \(sizes) has too many elements")
            count = product
        }
        return count
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { sizes.count }

    /// The size of an axis.
    public subscript(axis: Int) -> Int { sizes[axis] }

    public var description: String { "\(sizes)" }

    /// The distance in elements between neighbours along each axis, in row-major order.
    package var rowMajorStrides: [Int] {
        var strides = [Int](repeating: 1, count: rank)
        for axis in stride(from: rank - 2, through: 0, by: -1) {
            strides[axis] = strides[axis + 1] * Swift.max(1, sizes[axis + 1])
        }
        return strides
    }

    /// The shape with the sizes of `axes` set to 1, or without them.
    package func reduced(over axes: [Int], keepDims: Bool) -> Shape {
        let reduced = Set(axes)
        var result: [Int] = []
        for (axis, size) in sizes.enumerated() {
            if !reduced.contains(axis) { result.append(size) } else if keepDims { result.append(1) }
        }
        return Shape(result)
    }
}

/// The shape and element type of a tensor.
public struct TensorType: Sendable, Hashable, CustomStringConvertible {
    public var shape: Shape
    public var dtype: DType

    public init(_ shape: Shape, _ dtype: DType) {
        self.shape = shape
        self.dtype = dtype
    }

    /// The size of the elements.
    package var byteCount: Int { shape.elementCount * dtype.byteCount }

    public var description: String { "\(dtype)\(shape)" }
}
