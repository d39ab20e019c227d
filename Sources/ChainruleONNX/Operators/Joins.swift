import Chainrule

extension Operator {
    /// Operators that put tensors together and take them apart.
    static let joins: [String: Operator] = [
        "Concat": .single(["axis"], since: 4) { call in
            let first = try call.value(0)
            let axis = try call.axis(call.integer("axis") ?? 0, of: first.rank)
            let parts = try call.inputs.indices.map { index in
                let part = try call.value(index)
                try call.check(part.type == first.type, "the inputs are of \(first.type) and \(part.type)")
                let others = [first, part].map { value in
                    value.shape.indices.map { $0 == axis ? 0 : value.shape[$0] }
                }
                try call.check(
                    others[0] == others[1],
                    "shapes \(first.shape) and \(part.shape) differ in more than axis \(axis)")
                return part.tensor
            }
            _ = try call.shape(
                first.shape.indices.map { other in
                    other == axis ? parts.reduce(0) { $0 + $1.shape[axis] } : first.shape[other]
                })
            return first.with(concatenate(parts, axis: axis))
        },
        "Split": Operator(["axis", "split", "num_outputs"], outputs: .max) { call in
            let x = try call.value(0)
            let axis = try call.axis(call.integer("axis") ?? 0, of: x.rank)
            let size = x.shape[axis]
            var sizes = try call.opset < 13 ? call.integers(named: "split") ?? [] : []
            if call.opset >= 13 && call.optional(1) != nil { sizes = try call.integers(1) }
            let count = call.node.outputs.count
            if sizes.isEmpty {
                let parts = try call.integer("num_outputs") ?? count
                try call.check(parts == count && count > 0, "\(parts) parts for \(count) outputs")
                let part = (size + parts - 1) / parts
                sizes = (0..<parts).map { min(part, max(0, size - $0 * part)) }
                try call.check(
                    call.opset >= 18 || sizes.last == part,
                    "axis \(axis) of \(x.shape) has no \(parts) equal parts")
            }
            try call.check(
                sizes.count == count && sizes.allSatisfy { (0...size).contains($0) }
                    && sizes.reduce(0, &+) == size,
                "sizes \(sizes) do not make \(count) parts of axis \(axis) of \(x.shape)")
            return x.tensor.split(sizes: sizes, axis: axis).map(x.with)
        },
    ]
}
