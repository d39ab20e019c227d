import Chainrule
import Foundation

extension Operator {
    /// Operators that make tensors of settings.
    static let generators: [String: Operator] = [
        "Constant": .single(["value", "value_float", "value_floats", "value_int", "value_ints"]) { call in
            if let value = try call.tensor("value") { return value }
            if let number = try call.number("value_float") { return ONNXValue(Tensor(number), .float32) }
            if let numbers = try call.numbers(named: "value_floats") {
                return ONNXValue(Tensor(numbers, dtype: .float32), .float32)
            }
            if let number = try call.integer("value_int") {
                return ONNXValue(Tensor(Double(number), dtype: .float64), .int64)
            }
            if let numbers = try call.integers(named: "value_ints") { return ONNXValue(integers: numbers) }
            throw call.error("no value is given")
        },
        "ConstantOfShape": .single(["value"], since: 9) { call in
            let value = try call.tensor("value") ?? ONNXValue(Tensor(0), .float32)
            try call.check(value.shape.elementCount == 1, "value must have one element, got \(value.shape)")
            let number = value.tensor.reshaped(to: [] as Shape)
            return value.with(number.broadcast(to: try call.shape(call.integers(0))))
        },
        "Range": .single(since: 11) { call in
            let type = try call.value(0).type
            let (start, limit, step) = (try call.number(0), try call.number(1), try call.number(2))
            let count = max(0, ((limit - start) / step).rounded(.up))
            try call.check(
                step != 0 && count <= Double(OperatorCall.mostElements), "a range of \(count) numbers")
            try call.check(type != .bool, "a range is of numbers")
            let places = Tensor.iota([Int(count)], axis: 0, dtype: .float64)
            return ONNXValue((places * step + start).cast(to: type.dtype ?? .float64), type)
        },
        "EyeLike": .single(["dtype", "k"], since: 9) { call in
            let x = try call.value(0)
            try call.check(x.rank == 2, "the input must be a matrix, got \(x.shape)")
            let type = try call.type("dtype") ?? x.type
            let offset = Double(try call.integer("k") ?? 0)
            let distance = columnsMinusRows(x.shape)
            return ONNXValue((distance .== offset).cast(to: type.dtype ?? .float32), type)
        },
        "Trilu": .single(["upper"], since: 14) { call in
            let x = try call.value(0)
            try call.check(x.rank >= 2, "the input must be matrices, got \(x.shape)")
            let offset = call.optional(1) == nil ? 0 : try call.number(1)
            let distance = columnsMinusRows(x.shape)
            let isKept = try call.flag("upper", default: true) ? distance .>= offset : distance .<= offset
            return x.with(select(x.tensor, where: isKept, otherwise: x.tensor.zerosLike))
        },
    ]

    private static func columnsMinusRows(_ shape: Shape) -> Tensor {
        Tensor.iota(shape, axis: -1, dtype: .float64) - Tensor.iota(shape, axis: -2, dtype: .float64)
    }
}
