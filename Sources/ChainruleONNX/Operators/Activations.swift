import Chainrule

extension Operator {
    /// Activation functions.
    static let activations: [String: Operator] = [
        "Relu": .single { call in
            let x = try call.value(0)
            if x.type.isInteger { return x.with(maximum(x.tensor, 0)) }
            return x.with(relu(try call.real(0).tensor))
        },
        "Sigmoid": ofReals { sigmoid($0) },
        "Softplus": ofReals { softplus($0) },
        "Softsign": ofReals { $0 / (1 + abs($0)) },
        "Mish": ofReals(since: 18) { $0 * tanh(softplus($0)) },
        "HardSwish": ofReals(since: 14) { $0 * clip($0 / 6 + 0.5, 0, 1) },
        "LeakyRelu": withNumbers(["alpha": 0.01]) { x, n in
            select(x, where: x .>= 0, otherwise: x * n["alpha"]!)
        },
        "Elu": withNumbers(["alpha": 1]) { x, n in exponentialUnit(x, n["alpha"]!) },
        "Selu": withNumbers(["alpha": 1.67326319217681884765625, "gamma": 1.05070102214813232421875]) {
            x, n in
            exponentialUnit(x, n["alpha"]!) * n["gamma"]!
        },
        "Celu": withNumbers(["alpha": 1], since: 12) { x, n in
            let alpha = n["alpha"]!
            return maximum(x, 0) + expm1(minimum(x, 0) / alpha) * alpha
        },
        "HardSigmoid": withNumbers(["alpha": 0.2, "beta": 0.5]) { x, n in
            clip(x * n["alpha"]! + n["beta"]!, 0, 1)
        },
        "ThresholdedRelu": withNumbers(["alpha": 1], since: 10) { x, n in
            select(x, where: x .> n["alpha"]!, otherwise: 0)
        },
        "Swish": withNumbers(["alpha": 1], since: 24) { x, n in x * sigmoid(x * n["alpha"]!) },
        "Shrink": .single(["bias", "lambd"], since: 9) { call in
            let x = try call.value(0)
            try call.check(x.type != .bool, "the input must be numbers")
            let bias = try call.number("bias", default: 0)
            let threshold = try call.number("lambd", default: 0.5)
            let above = select(x.tensor - bias, where: x.tensor .> threshold, otherwise: 0)
            return x.with(select(x.tensor + bias, where: x.tensor .< -threshold, otherwise: above)).wrapped
        },
        "Gelu": .single(["approximate"], since: 20) { call in
            let x = try call.real(0)
            switch try call.text("approximate", default: "none") {
            case "none": return x.with(gelu(x.tensor))
            case "tanh":
                let cubic = x.tensor + x.tensor * x.tensor * x.tensor * 0.044715
                return x.with(x.tensor * 0.5 * (1 + tanh(cubic * 0.7978845608028654)))
            case let other: throw call.error("approximate must be none or tanh, got '\(other)'")
            }
        },
        "PRelu": .single(since: 7) { call in
            let x = try call.value(0)
            let slope = try call.value(1)
            try call.check(x.type == slope.type && x.type != .bool, "input and slope must be of one type")
            let shape = try call.broadcast([x.shape, slope.shape])
            try call.check(
                shape == x.shape, "a slope of shape \(slope.shape) does not broadcast to \(x.shape)")
            return x.with(select(x.tensor, where: x.tensor .>= 0, otherwise: x.tensor * slope.tensor))
        },
        "Softmax": overClasses { softmax($0, axis: $1) },
        "LogSoftmax": overClasses { logSoftmax($0, axis: $1) },
        "Hardmax": overClasses { x, axis in
            let places = Tensor.iota(x.shape, axis: axis)
            return (places .== x.argmax(axis: axis, keepDims: true)).cast(to: x.dtype)
        },
        "Clip": .single(["min", "max"], since: 6, clipped),
        "Dropout": Operator(["ratio", "seed"], since: 7, outputs: 2, dropout),
    ]

    /// A function of reals with attributes that are numbers, given with their defaults.
    private static func withNumbers(
        _ defaults: [String: Double], since: Int = 6,
        _ function: @escaping @Sendable (Tensor, [String: Double]) -> Tensor
    ) -> Operator {
        .single(Set(defaults.keys), since: since) { call in
            let x = try call.real(0)
            var numbers = defaults
            for name in defaults.keys { numbers[name] = try call.number(name) ?? numbers[name] }
            return x.with(function(x.tensor, numbers))
        }
    }

    /// A function along an axis; before opset 13, over all axes from that one on.
    private static func overClasses(_ function: @escaping @Sendable (Tensor, Int) -> Tensor) -> Operator {
        .single(["axis"]) { call in
            let x = try call.real(0)
            try call.check(
                !x.shape.contains(0) && x.rank > 0, "input \(x.shape) has no elements along an axis")
            if call.opset >= 13 {
                return x.with(function(x.tensor, try call.axis(call.integer("axis") ?? -1, of: x.rank)))
            }
            let axis = try call.division(default: 1, of: x.rank)
            let sizes = [x.shape.prefix(axis).reduce(1, *), x.shape.dropFirst(axis).reduce(1, *)]
            return x.with(function(x.tensor.reshaped(to: sizes), 1).reshaped(to: x.shape))
        }
    }

    /// x, and below zero α(eˣ − 1), whose argument never overflows.
    private static func exponentialUnit(_ x: Tensor, _ alpha: Double) -> Tensor {
        select(x, where: x .> 0, otherwise: expm1(minimum(x, 0)) * alpha)
    }

    private static func clipped(_ call: OperatorCall) throws -> ONNXValue {
        let x = try call.value(0)
        try call.check(x.type != .bool, "the input must be numbers")
        var result = x.tensor
        if call.opset < 11 {
            if let low = try call.number("min") { result = maximum(result, low) }
            if let high = try call.number("max") { result = minimum(result, high) }
            return x.with(result)
        }
        for (index, function) in [(1, { maximum($0, $1) }), (2, { minimum($0, $1) })]
            as [(Int, (Tensor, Tensor) -> Tensor)]
        {
            guard let bound = call.optional(index) else { continue }
            try call.check(
                bound.type == x.type && bound.shape.elementCount == 1,
                "a bound must be one number of \(x.type)")
            result = function(result, bound.tensor.reshaped(to: [] as Shape))
        }
        return x.with(result)
    }

    /// As networks are used once they are trained: nothing is dropped.
    private static func dropout(_ call: OperatorCall) throws -> [ONNXValue] {
        let x = try call.real(0)
        if let training = call.optional(2), training.type == .bool, try call.number(2) != 0 {
            let ratio = call.optional(1) == nil ? 0.5 : try call.number(1)
            try call.check(ratio == 0, "dropout in training mode is not supported")
        }
        let mask = Tensor.ones(x.shape, dtype: call.opset < 10 ? x.tensor.dtype : .bool)
        return [x, ONNXValue(mask, call.opset < 10 ? x.type : .bool)]
    }
}
