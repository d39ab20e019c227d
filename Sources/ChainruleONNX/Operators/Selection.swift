import Chainrule

extension Operator {
    /// Operators whose results have as many elements as the numbers say; they must be known.
    static let selection: [String: Operator] = [
        "Compress": .single(["axis"], since: 9) { call in
            var x = try call.value(0)
            if try call.integer("axis") == nil { x = try call.reshaped(x, [x.shape.elementCount]) }
            let axis = try call.axis(call.integer("axis") ?? 0, of: x.rank)
            let isKept = try call.numbers(1)
            try call.check(
                isKept.count <= x.shape[axis], "\(isKept.count) conditions for \(x.shape[axis]) elements")
            let places = isKept.indices.filter { isKept[$0] != 0 }
            return x.with(x.tensor.gather(Tensor(places, dtype: .int32), axis: axis))
        },
        "NonZero": .single(since: 9) { call in
            let x = try call.value(0)
            let numbers = try call.numbers(0)
            let strides = x.shape.rowMajorStrides
            let places = numbers.indices.filter { numbers[$0] != 0 }
            let coordinates = x.shape.indices.flatMap { axis in
                places.map { Double($0 / strides[axis] % x.shape[axis]) }
            }
            return ONNXValue(Tensor(coordinates, shape: [x.rank, places.count]), .int64)
        },
        "TopK": Operator(["axis", "largest", "sorted"], since: 10, outputs: 2) { call in
            let x = try call.value(0)
            let axis = try call.axis(call.integer("axis") ?? -1, of: x.rank)
            let count = Int(exactly: try call.number(1)) ?? -1
            try call.check(
                (0...x.shape[axis]).contains(count), "\(count) of \(x.shape[axis]) elements are asked for")
            try call.check(
                x.shape.elementCount <= Int(Int32.max), "\(x.shape) has too many elements to be ranked")
            let sign: Double = try call.flag("largest", default: true) ? -1 : 1
            let shape = Shape(x.shape.indices.map { $0 == axis ? count : x.shape[$0] })
            let places = ranked(try call.numbers(0).map { sign * $0 }, x.shape, axis, first: count)
            // Places along the axis, in a tensor whose axis is the last one.
            var order = Array(x.shape.indices)
            order.append(order.remove(at: axis))
            let lines = Tensor(places.map(Double.init), shape: Shape(order.map { shape[$0] }))
            var back = [Int](repeating: 0, count: x.rank)
            for (place, original) in order.enumerated() { back[original] = place }
            let indices = lines.permuted(back)
            let byElements = OperatorCall(
                node: call.node, opset: call.opset, inputs: [x, ONNXValue(indices, .int64)])
            let flat = try byElements.flatPlaces(1, of: x, along: axis)
            return [
                x.with(x.tensor.reshaped(to: [x.shape.elementCount]).gather(flat)),
                ONNXValue(indices, .int64),
            ]
        },
    ]

    /// For every line along an axis, one after the other, the places of its smallest elements.
    private static func ranked(_ numbers: [Double], _ shape: Shape, _ axis: Int, first count: Int) -> [Int] {
        if numbers.isEmpty { return [] }
        let (size, stride) = (shape[axis], shape.rowMajorStrides[axis])
        var places: [Int] = []
        for block in Swift.stride(from: 0, to: numbers.count, by: size * stride) {
            for line in block..<block + stride {
                let order = (0..<size).sorted {
                    let (left, right) = (numbers[line + $0 * stride], numbers[line + $1 * stride])
                    return left == right ? $0 < $1 : left < right
                }
                places += order.prefix(count)
            }
        }
        return places
    }
}
