import Chainrule

extension Operator {
    /// Operators that ask for shapes and change them.
    static let shapes: [String: Operator] = [
        "Shape": .single(["start", "end"]) { call in
            let x = try call.value(0)
            func place(_ name: String, _ standard: Int) throws -> Int {
                let place = try call.integer(name) ?? standard
                return min(max(place < 0 ? place + x.rank : place, 0), x.rank)
            }
            let (start, end) = (try place("start", 0), try place("end", x.rank))
            return ONNXValue(integers: start < end ? Array(x.shape[start..<end]) : [])
        },
        "Size": .single { call in
            ONNXValue(Tensor(Double(try call.value(0).shape.elementCount), dtype: .float64), .int64)
        },
        "Reshape": .single(["allowzero"], since: 5, reshaped),
        "Flatten": .single(["axis"]) { call in
            let x = try call.value(0)
            let axis = try call.division(default: 1, of: x.rank)
            return try call.reshaped(
                x, [x.shape.prefix(axis).reduce(1, *), x.shape.dropFirst(axis).reduce(1, *)])
        },
        "Squeeze": .single(["axes"]) { call in
            let x = try call.value(0)
            let axes =
                try chosenAxes(call, of: x.rank) ?? x.shape.indices.filter { x.shape[$0] == 1 }
            for axis in axes { try call.check(x.shape[axis] == 1, "axis \(axis) of \(x.shape) is not 1") }
            return try call.reshaped(x, x.shape.reduced(over: axes, keepDims: false).sizes)
        },
        "Unsqueeze": .single(["axes"]) { call in
            let x = try call.value(0)
            let given = try call.opset < 13 ? call.integers(named: "axes") ?? [] : call.integers(1)
            try call.check(given.count < 64, "\(given.count) axes are too many")
            let axes = Set(try call.axes(given, of: x.rank + given.count))
            var rest = x.shape.makeIterator()
            let sizes = (0..<x.rank + given.count).map { axes.contains($0) ? 1 : rest.next()! }
            return try call.reshaped(x, sizes)
        },
        "Transpose": .single(["perm"]) { call in
            let x = try call.value(0)
            let order = try call.integers(named: "perm") ?? (0..<x.rank).reversed()
            try call.check(
                order.sorted() == Array(0..<x.rank), "perm \(order) is no order of the axes of \(x.shape)")
            return x.with(x.tensor.permuted(order))
        },
        "Expand": .single(since: 8) { call in
            let x = try call.value(0)
            let target = try call.shape(call.integers(1))
            return x.with(x.tensor.broadcast(to: try call.broadcast([x.shape, target])))
        },
        "Tile": .single(since: 6) { call in
            let x = try call.value(0)
            let repeats = try call.integers(1)
            try call.check(repeats.count == x.rank, "\(repeats.count) repeats for an input of rank \(x.rank)")
            let result = try call.shape(
                zip(x.shape, repeats).map { size, count in
                    try call.check((0...OperatorCall.mostElements).contains(count), "repeats \(repeats)")
                    return size * count
                })
            let spread = zip(repeats, x.shape).flatMap { [$0, $1] }
            let source = x.tensor.reshaped(to: Shape(x.shape.flatMap { [1, $0] }))
            return x.with(source.broadcast(to: Shape(spread)).reshaped(to: result))
        },
        "DepthToSpace": .single(["blocksize", "mode"]) { call in
            let x = try call.value(0)
            let block = try blockSize(call, x)
            let (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
            try call.check(
                c.isMultiple(of: block * block), "\(c) channels are no multiple of \(block) squared")
            let depth = c / (block * block)
            switch try call.text("mode", default: "DCR") {
            case "DCR":
                return x.with(
                    x.tensor.reshaped(to: [n, block, block, depth, h, w] as Shape).permuted([
                        0, 3, 4, 1, 5, 2,
                    ])
                    .reshaped(to: [n, depth, h * block, w * block] as Shape))
            case "CRD":
                return x.with(
                    x.tensor.reshaped(to: [n, depth, block, block, h, w] as Shape).permuted([
                        0, 1, 4, 2, 5, 3,
                    ])
                    .reshaped(to: [n, depth, h * block, w * block] as Shape))
            case let mode: throw call.error("mode must be DCR or CRD, got '\(mode)'")
            }
        },
        "SpaceToDepth": .single(["blocksize"]) { call in
            let x = try call.value(0)
            let block = try blockSize(call, x)
            let (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
            try call.check(
                h.isMultiple(of: block) && w.isMultiple(of: block), "\(x.shape) has no blocks of \(block)")
            return x.with(
                x.tensor.reshaped(to: [n, c, h / block, block, w / block, block] as Shape)
                    .permuted([0, 3, 5, 1, 2, 4])
                    .reshaped(to: [n, c * block * block, h / block, w / block] as Shape))
        },
    ]

    private static func blockSize(_ call: OperatorCall, _ x: ONNXValue) throws -> Int {
        try call.check(x.rank == 4, "the input must have four axes, got \(x.shape)")
        let block = try call.integer("blocksize") ?? 0
        try call.check((1...1 << 15).contains(block), "blocksize must be positive, got \(block)")
        return block
    }

    /// The axes of an attribute, or since opset 13 of an input; nil if none are given.
    private static func chosenAxes(_ call: OperatorCall, of rank: Int) throws -> [Int]? {
        if call.opset < 13 { return try call.integers(named: "axes").map { try call.axes($0, of: rank) } }
        return call.optional(1) == nil ? nil : try call.axes(call.integers(1), of: rank)
    }

    private static func reshaped(_ call: OperatorCall) throws -> ONNXValue {
        let x = try call.value(0)
        var sizes = try call.integers(1)
        if try !call.flag("allowzero") {
            for (axis, size) in sizes.enumerated() where size == 0 {
                try call.check(
                    axis < x.rank, "size 0 at place \(axis) stands for none of the sizes \(x.shape)")
                sizes[axis] = x.shape[axis]
            }
        }
        if let open = sizes.firstIndex(of: -1) {
            sizes[open] = 1
            let known = try call.shape(sizes).elementCount
            let count = x.shape.elementCount
            try call.check(
                known > 0 && count.isMultiple(of: known), "\(x.shape) does not divide into parts of \(sizes)")
            sizes[open] = count / known
        }
        return try call.reshaped(x, sizes)
    }
}
