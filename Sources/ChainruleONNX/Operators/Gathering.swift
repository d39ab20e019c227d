import Chainrule

extension Operator {
    /// Operators that take elements from places that a tensor names, or put them there.
    static let gathering: [String: Operator] = [
        "Gather": .single(["axis"]) { call in
            let x = try call.value(0)
            let axis = try call.axis(call.integer("axis") ?? 0, of: x.rank)
            let indices = try call.indices(1, below: x.shape[axis])
            _ = try call.shape(
                Array(x.shape.prefix(axis)) + Array(indices.shape) + Array(x.shape.dropFirst(axis + 1)))
            return x.with(x.tensor.gather(indices.cast(to: .int32), axis: axis))
        },
        "GatherElements": .single(["axis"], since: 11) { call in
            let x = try call.value(0)
            let places = try call.flatPlaces(
                1, of: x, along: call.axis(call.integer("axis") ?? 0, of: x.rank))
            return x.with(x.tensor.reshaped(to: [x.shape.elementCount]).gather(places))
        },
        "GatherND": .single(["batch_dims"], since: 11) { call in
            let x = try call.value(0)
            let batch = try call.integer("batch_dims") ?? 0
            let indices = try call.value(1)
            try call.check(
                batch >= 0 && batch < x.rank && batch < indices.rank
                    && x.shape.prefix(batch).elementsEqual(indices.shape.prefix(batch)),
                "\(batch) axes of \(x.shape) and \(indices.shape) are no common batch")
            let places = try call.tuplePlaces(1, of: x, batch: batch)
            let depth = batch + indices.shape[indices.rank - 1]
            let rows = x.tensor.reshaped(
                to: [x.shape.prefix(depth).reduce(1, *), x.shape.dropFirst(depth).reduce(1, *)] as Shape)
            let shape = try call.shape(Array(indices.shape.dropLast()) + Array(x.shape.dropFirst(depth)))
            return x.with(rows.gather(places).reshaped(to: shape))
        },
        "Scatter": .single(["axis"], since: 9, scatteredElements),
        "ScatterElements": .single(["axis", "reduction"], since: 11, scatteredElements),
        "ScatterND": .single(["reduction"], since: 11) { call in
            let x = try call.value(0)
            let indices = try call.value(1)
            let places = try call.tuplePlaces(1, of: x, batch: 0)
            let depth = indices.shape[indices.rank - 1]
            let updates = try call.value(2)
            let expected = Array(indices.shape.dropLast()) + Array(x.shape.dropFirst(depth))
            try call.check(
                updates.type == x.type && updates.shape.sizes == expected,
                "updates are of \(updates.type)\(updates.shape), and must be of \(x.type)\(expected)")
            let width = x.shape.dropFirst(depth).reduce(1, *)
            let rows = x.tensor.reshaped(to: [x.shape.prefix(depth).reduce(1, *), width] as Shape)
            let count = places.shape.elementCount
            let result = try scattered(
                call, rows, updates.tensor.reshaped(to: [count, width] as Shape),
                places.reshaped(to: [count] as Shape))
            return x.with(result.reshaped(to: x.shape))
        },
        "OneHot": .single(["axis"], since: 9) { call in
            let indices = try call.value(0)
            let depth = Int(exactly: try call.number(1)) ?? -1
            let values = try call.value(2)
            try call.check(depth >= 0 && depth <= OperatorCall.mostElements, "depth must not be negative")
            try call.check(values.shape == [2], "values must be two, got \(values.shape)")
            try call.check(indices.type != .bool, "indices must be numbers")
            let axis = try call.axis(call.integer("axis") ?? -1, of: indices.rank + 1)
            var sizes = indices.shape.sizes
            sizes.insert(depth, at: axis)
            let shape = try call.shape(sizes)
            let places = indices.tensor.cast(to: .float64)
            let counted = select(places + Double(depth), where: places .< 0, otherwise: places)
            let classes = Tensor.iota(shape, axis: axis, dtype: .float64)
            let isClass = classes .== counted.expandingDimension(at: axis)
            return values.with(select(values.tensor[1], where: isClass, otherwise: values.tensor[0]))
        },
    ]

    private static func scatteredElements(_ call: OperatorCall) throws -> ONNXValue {
        let (x, updates) = (try call.value(0), try call.value(2))
        let places = try call.flatPlaces(1, of: x, along: call.axis(call.integer("axis") ?? 0, of: x.rank))
        try call.check(
            updates.type == x.type && updates.shape == places.shape,
            "updates are of \(updates.type)\(updates.shape), and must be of \(x.type)\(places.shape)")
        let count = places.shape.elementCount
        let result = try scattered(
            call, x.tensor.reshaped(to: [x.shape.elementCount]), updates.tensor.reshaped(to: [count]),
            places.reshaped(to: [count] as Shape))
        return x.with(result.reshaped(to: x.shape))
    }

    /// The updates put into rows, or added to them.
    private static func scattered(
        _ call: OperatorCall, _ rows: Tensor, _ updates: Tensor, _ places: Tensor
    ) throws -> Tensor {
        switch try call.text("reduction", default: "none") {
        case "add":
            try call.check(rows.dtype != .bool, "truth values cannot be added")
            return rows.scatterAdd(updates, at: places)
        case "none":
            let number: DType = rows.dtype == .bool ? .float32 : rows.dtype
            let zeros = Tensor.zeros(rows.shape, dtype: number)
            let put = zeros.scatterAdd(updates.cast(to: number), at: places)
            let hits = zeros.scatterAdd(Tensor.ones(updates.shape, dtype: number), at: places)
            return select(put.cast(to: rows.dtype), where: hits .> 0, otherwise: rows)
        case let other: throw call.error("reduction '\(other)' is not supported")
        }
    }
}
