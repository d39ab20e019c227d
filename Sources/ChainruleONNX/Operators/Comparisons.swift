import Chainrule

extension Operator {
    /// Comparisons, operations on truth values, and choices by them.
    static let comparisons: [String: Operator] = [
        "Equal": .single(since: 7) { call in
            let (x, y) = (try call.value(0), try call.value(1))
            try call.check(x.type == y.type, "the inputs are of \(x.type) and \(y.type)")
            _ = try call.broadcast([x.shape, y.shape])
            return ONNXValue(x.tensor .== y.tensor, .bool)
        },
        "Less": comparison { $0 .< $1 },
        "LessOrEqual": comparison { $0 .<= $1 },
        "Greater": comparison { $0 .> $1 },
        "GreaterOrEqual": comparison { $0 .>= $1 },
        "And": logical { $0 .& $1 },
        "Or": logical { $0 .| $1 },
        "Xor": logical { $0 .!= $1 },
        "Not": .single { call in
            let x = try call.value(0)
            try call.check(x.type == .bool, "the input is of \(x.type), and must be bool")
            return x.with(.!x.tensor)
        },
        "IsNaN": .single(since: 9) { call in
            let x = try call.real(0).tensor
            return ONNXValue(x .!= x, .bool)
        },
        "IsInf": .single(["detect_negative", "detect_positive"], since: 10) { call in
            let x = try call.real(0).tensor
            let positive = x .== (try call.flag("detect_positive", default: true) ? .infinity : .nan)
            let negative = x .== (try call.flag("detect_negative", default: true) ? -.infinity : .nan)
            return ONNXValue(positive .| negative, .bool)
        },
        "Where": .single(since: 9) { call in
            let (condition, x, y) = (try call.value(0), try call.value(1), try call.value(2))
            try call.check(condition.type == .bool, "the condition is of \(condition.type), and must be bool")
            try call.check(x.type == y.type, "the inputs are of \(x.type) and \(y.type)")
            _ = try call.broadcast([condition.shape, x.shape, y.shape])
            return x.with(select(x.tensor, where: condition.tensor, otherwise: y.tensor))
        },
    ]

    private static func comparison(_ function: @escaping @Sendable (Tensor, Tensor) -> Tensor) -> Operator {
        .single(since: 7) { call in
            let (x, y) = try call.operands()
            return ONNXValue(function(x.tensor, y.tensor), .bool)
        }
    }

    private static func logical(_ function: @escaping @Sendable (Tensor, Tensor) -> Tensor) -> Operator {
        .single(since: 7) { call in
            let (x, y) = (try call.value(0), try call.value(1))
            try call.check(x.type == .bool && y.type == .bool, "the inputs must be bool")
            _ = try call.broadcast([x.shape, y.shape])
            return x.with(function(x.tensor, y.tensor))
        }
    }
}
