/// Numbers in nested brackets, as in `Tensor([[1, 2], [3, 4]])`.
public struct NestedLiteral: ExpressibleByArrayLiteral {
    /// A bracketed list or a number.
    public enum Element: ExpressibleByArrayLiteral, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
        case number(Double)
        case list([Element])

        public init(integerLiteral value: Int) { self = .number(Double(value)) }
        public init(floatLiteral value: Double) { self = .number(value) }
        public init(arrayLiteral elements: Element...) { self = .list(elements) }
    }

    let root: Element

    public init(arrayLiteral elements: Element...) { root = .list(elements) }

    /// The sizes that the first element at every depth tells; ragged literals fail in `flatten`.
    var shape: Shape {
        var sizes: [Int] = []
        var element: Element? = root
        while case .list(let elements) = element {
            sizes.append(elements.count)
            element = elements.first
        }
        return Shape(sizes)
    }

    func flattened() -> [Double] {
        let shape = self.shape
        var numbers: [Double] = []
        func visit(_ element: Element, _ axis: Int) {
            switch element {
            case .number(let number):
                require(axis == shape.rank, "Tensor: a nested array literal mixes numbers and arrays")
                numbers.append(number)
            case .list(let elements):
                require(
                    axis < shape.rank && elements.count == shape[axis],
                    "Tensor: a nested array literal is ragged at depth \(axis): \(elements.count) elements "
                        + "beside \(axis < shape.rank ? "\(shape[axis])" : "a number")")
                for element in elements { visit(element, axis + 1) }
            }
        }
        visit(root, 0)
        return numbers
    }
}

extension Tensor {
    /// A scalar; its shape is `[]`.
    ///
    /// - Precondition: the element type has the number.
    public init(_ number: Double, dtype: DType = .float32) {
        Self.requireFit(number, dtype)
        self.init(NDArray(repeating: number, .scalar, dtype))
    }

    /// A scalar; its shape is `[]`.
    @_disfavoredOverload
    public init(_ number: some BinaryInteger, dtype: DType = .float32) {
        self.init(Double(number), dtype: dtype)
    }

    /// A vector of numbers that are calculated, as in `Tensor(prices)`; literals may nest.
    ///
    /// - Precondition: the element type has all of them.
    @_disfavoredOverload
    public init(_ numbers: [Double], dtype: DType = .float32) {
        if !dtype.isFloatingPoint { for number in numbers { Self.requireFit(number, dtype) } }
        // Converted at once: a tensor made of numbers is a leaf of the graph and no operation's result.
        self.init(Tensor(numbers, shape: [numbers.count]).cast(to: dtype).value)
    }

    /// A vector of real numbers in single precision.
    @_disfavoredOverload
    public init(_ numbers: [Float]) { self.init(numbers, shape: [numbers.count]) }

    /// A vector of integers, such as labels: int32 unless another element type is asked for.
    ///
    /// - Precondition: the element type has all of them.
    @_disfavoredOverload
    public init(_ integers: [some BinaryInteger], dtype: DType = .int32) {
        self.init(integers.map { Double($0) }, dtype: dtype)
    }

    private static func requireFit(_ number: Double, _ dtype: DType) {
        require(
            dtype.represents(number),
            "Tensor: \(number) is not a value of \(dtype); make the tensor in another dtype and use cast(to:)"
        )
    }

    /// A tensor from nested brackets, with a size per depth.
    ///
    /// - Precondition: the brackets are not ragged.
    public init(_ literal: NestedLiteral, dtype: DType = .float32) {
        let numbers = Tensor(literal.flattened(), dtype: dtype)
        self.init(numbers.value.reshaped(to: literal.shape))
    }

    /// A tensor from `scalars` in row-major order; the scalar's type decides the element type.
    ///
    /// - Precondition: there are as many scalars as `shape` has elements.
    public init<T: Scalar>(_ scalars: [T], shape: Shape) {
        require(
            scalars.count == shape.elementCount,
            "Tensor: \(scalars.count) scalars for shape \(shape), which has \(shape.elementCount) elements")
        self.init(NDArray(scalars, shape))
    }

    /// A tensor whose elements `fill` writes in place, in row-major order; they start as zeros.
    public init<T: Scalar>(
        shape: Shape, of type: T.Type, initializingWith fill: (UnsafeMutableBufferPointer<T>) throws -> Void
    ) rethrows {
        let array = NDArray(uninitialized: shape, T.dtype)
        try array.withMutableElements(T.self) { elements in
            elements.update(repeating: T(nearestTo: 0))
            try fill(elements)
        }
        self.init(array)
    }

    /// The integers of `range` as a vector.
    ///
    /// - Precondition: the element type has all of them.
    public init(_ range: Range<Int>, dtype: DType = .int32) {
        for end in [range.lowerBound, range.upperBound - 1] where !range.isEmpty {
            require(
                dtype.represents(Double(end)), "Tensor(\(range)): \(end) cannot be represented as \(dtype)")
        }
        self.init(Array(range), dtype: dtype)
    }

    /// The integers of `range` as a vector.
    ///
    /// - Precondition: the element type has all of them.
    public init(_ range: ClosedRange<Int>, dtype: DType = .int32) { self.init(Range(range), dtype: dtype) }

    /// A tensor in which every element is `number`.
    public static func full(_ shape: Shape, _ number: Double, dtype: DType = .float32) -> Tensor {
        Tensor(number, dtype: dtype).broadcast(to: shape)
    }

    /// A tensor of zeros.
    public static func zeros(_ shape: Shape, dtype: DType = .float32) -> Tensor {
        full(shape, 0, dtype: dtype)
    }

    /// A tensor of ones.
    public static func ones(_ shape: Shape, dtype: DType = .float32) -> Tensor {
        full(shape, 1, dtype: dtype)
    }

    private static let unit32 = Tensor(1)
    private static let unit64 = Tensor(1, dtype: .float64)

    /// The real number 1 at which the backward pass of a scalar begins.
    package static func unit(_ dtype: DType) -> Tensor { dtype == .float64 ? unit64 : unit32 }

    /// Whether this is the ``unit(_:)`` itself, by which nothing needs to be multiplied.
    package var isUnit: Bool { node === Tensor.unit32.node || node === Tensor.unit64.node }

    /// The square matrix with ones on the diagonal.
    public static func identity(_ size: Int, dtype: DType = .float32) -> Tensor {
        let rows = iota([size, size], axis: 0, dtype: .int32)
        let columns = iota([size, size], axis: 1, dtype: .int32)
        return (rows .== columns).cast(to: dtype)
    }
}
