import Chainrule

/// An application of an operator: its inputs and settings, with checks whose failures are errors.
struct OperatorCall {
    let node: ModelNode
    /// The version of the operators.
    let opset: Int
    /// The inputs; nil for an optional one that is left out.
    let inputs: [ONNXValue?]

    func error(_ problem: String) -> ONNXError { .inapplicable(node: node.description, problem: problem) }

    /// Throws `problem` unless `condition` holds.
    func check(_ condition: Bool, _ problem: @autoclosure () -> String) throws {
        if !condition { throw error(problem()) }
    }

    // MARK: Inputs

    func optional(_ index: Int) -> ONNXValue? { inputs.indices.contains(index) ? inputs[index] : nil }

    func value(_ index: Int) throws -> ONNXValue {
        guard let value = optional(index) else { throw error("input \(index) is missing") }
        return value
    }

    /// A tensor of floating-point numbers.
    func real(_ index: Int) throws -> ONNXValue {
        let value = try value(index)
        try check(value.type.isFloatingPoint, "input \(index) is of \(value.type), and must be real numbers")
        return value
    }

    /// A tensor of real numbers in the type of the first input.
    func real(_ index: Int, like other: ONNXValue) throws -> Tensor {
        let value = try real(index)
        try check(
            value.type.dtype == other.type.dtype,
            "input \(index) is of \(value.type), and must be of \(other.type)")
        return value.tensor
    }

    /// The numbers of an input that must be known, such as a shape.
    func integers(_ index: Int) throws -> [Int] {
        let value = try value(index)
        try check(value.type.isInteger, "input \(index) is of \(value.type), and must be integers")
        return try numbers(value, index).map { Int(exactly: $0) ?? ($0 < 0 ? .min : .max) }
    }

    /// The numbers of an input that must be known.
    func numbers(_ index: Int) throws -> [Double] { try numbers(value(index), index) }

    private func numbers(_ value: ONNXValue, _ index: Int) throws -> [Double] {
        try check(
            value.isKnown,
            "input \(index) decides what is computed, and inside compile { } it must not depend on arguments")
        return value.tensor.scalars(as: Double.self)
    }

    /// The only number of an input that must be known.
    func number(_ index: Int) throws -> Double {
        let numbers = try numbers(index)
        try check(numbers.count == 1, "input \(index) has \(numbers.count) elements, and must have one")
        return numbers[0]
    }

    // MARK: Attributes

    private func attribute(_ name: String) -> AttributeProto.Value? {
        node.attributes[name]
    }

    private func wrong(_ name: String, _ expected: String) -> ONNXError {
        error("attribute '\(name)' must be \(expected)")
    }

    func has(_ name: String) -> Bool { attribute(name) != nil }

    func integer(_ name: String) throws -> Int? {
        guard let value = attribute(name) else { return nil }
        guard case .integer(let number) = value else { throw wrong(name, "an integer") }
        return number
    }

    func flag(_ name: String, default standard: Bool = false) throws -> Bool {
        try integer(name).map { $0 != 0 } ?? standard
    }

    func integers(named name: String) throws -> [Int]? {
        guard let value = attribute(name) else { return nil }
        guard case .integers(let numbers) = value else { throw wrong(name, "integers") }
        return numbers
    }

    func number(_ name: String, default standard: Double) throws -> Double {
        try number(name) ?? standard
    }

    func number(_ name: String) throws -> Double? {
        guard let value = attribute(name) else { return nil }
        guard case .float(let number) = value else { throw wrong(name, "a number") }
        return Double(number)
    }

    func numbers(named name: String) throws -> [Double]? {
        guard let value = attribute(name) else { return nil }
        guard case .floats(let numbers) = value else { throw wrong(name, "numbers") }
        return numbers.map(Double.init)
    }

    func text(_ name: String, default standard: String) throws -> String {
        guard let value = attribute(name) else { return standard }
        guard case .string(let text) = value else { throw wrong(name, "a text") }
        return text
    }

    func texts(_ name: String) throws -> [String]? {
        guard let value = attribute(name) else { return nil }
        guard case .strings(let texts) = value else { throw wrong(name, "texts") }
        return texts
    }

    func tensor(_ name: String) throws -> ONNXValue? {
        guard let value = attribute(name) else { return nil }
        guard case .tensor(let tensor) = value else { throw wrong(name, "a tensor") }
        return try tensor.value()
    }

    /// An element type by its number in an attribute.
    func type(_ name: String) throws -> ElementType? {
        guard let number = try integer(name) else { return nil }
        return try type(number: number)
    }

    func type(number: Int) throws -> ElementType {
        guard let type = ElementType(rawValue: number), type.dtype != nil else {
            throw error("\(ElementType.name(of: number)) is not supported")
        }
        return type
    }

    // MARK: Shapes

    /// Tensors that an operator makes must not have more elements than this.
    static let mostElements = 1 << 28

    /// A shape of sizes that a file or an argument has asked for.
    func shape(_ sizes: [Int]) throws -> Shape {
        var count = 1
        for size in sizes {
            let (product, overflows) = count.multipliedReportingOverflow(by: max(size, 1))
            if size < 0 || overflows || product > Self.mostElements {
                throw error(
                    "a result of sizes \(sizes) is not possible: there may be \(Self.mostElements) elements")
            }
            count = product
        }
        return Shape(sizes)
    }

    /// The shape to which shapes broadcast.
    func broadcast(_ shapes: [Shape]) throws -> Shape {
        let rank = shapes.map(\.rank).max() ?? 0
        var sizes = [Int](repeating: 1, count: rank)
        for shape in shapes {
            for (axis, size) in shape.enumerated() where size != 1 {
                let place = rank - shape.rank + axis
                if sizes[place] != 1 && sizes[place] != size {
                    let list = shapes.map(\.description).joined(separator: " and ")
                    throw error("shapes \(list) do not broadcast")
                }
                sizes[place] = size
            }
        }
        return try shape(sizes)
    }

    /// An axis, counted from the front.
    func axis(_ axis: Int, of rank: Int) throws -> Int {
        try check((-rank..<max(rank, 0)).contains(axis), "axis \(axis) is out of range for rank \(rank)")
        return axis < 0 ? axis + rank : axis
    }

    /// Where the sizes of a tensor are divided into two groups, by the axis that begins the second: up to the rank.
    func division(default standard: Int, of rank: Int) throws -> Int {
        let axis = try integer("axis") ?? standard
        try check((-rank...rank).contains(axis), "axis \(axis) is out of range for rank \(rank)")
        return axis < 0 ? axis + rank : axis
    }

    /// Distinct axes, counted from the front.
    func axes(_ axes: [Int], of rank: Int) throws -> [Int] {
        let resolved = try axes.map { try axis($0, of: rank) }
        try check(Set(resolved).count == axes.count, "axes \(axes) name one twice")
        return resolved
    }

    /// The same elements under a shape of other sizes.
    func reshaped(_ value: ONNXValue, _ sizes: [Int]) throws -> ONNXValue {
        let target = try shape(sizes)
        try check(
            target.elementCount == value.shape.elementCount,
            "\(value.shape) has other than the elements of \(target)")
        return value.with(value.tensor.reshaped(to: target))
    }
}
