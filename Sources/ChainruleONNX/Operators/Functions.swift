import Chainrule

extension Operator {
    /// Functions of every element.
    static let functions: [String: Operator] = [
        "Abs": ofNumbers { abs($0) },
        "Neg": ofNumbers { -$0 },
        "Sign": ofNumbers { sign($0) },
        "Exp": ofReals { exp($0) },
        "Log": ofReals { log($0) },
        "Sqrt": ofReals { sqrt($0) },
        "Reciprocal": ofReals { 1 / $0 },
        "Floor": ofReals { floor($0) },
        "Ceil": ofReals { -floor(-$0) },
        "Round": ofReals { round($0) },
        "Erf": ofReals { erf($0) },
        "Sin": ofReals { sin($0) },
        "Cos": ofReals { cos($0) },
        "Tan": ofReals { sin($0) / cos($0) },
        // The difference of two exponentials near 1 would have no digits left.
        "Sinh": ofReals { (expm1($0) - expm1(-$0)) / 2 },
        "Cosh": ofReals { (exp($0) + exp(-$0)) / 2 },
        "Tanh": ofReals { tanh($0) },
        "Asinh": ofReals { x in
            let size = abs(x)
            let square = size * size
            return sign(x) * log1p(size + square / (1 + sqrt(1 + square)))
        },
        "Acosh": ofReals { x in
            let beyond = x - 1
            return log1p(beyond + sqrt(beyond * (x + 1)))
        },
        "Atanh": ofReals { (log1p($0) - log1p(-$0)) / 2 },
        "Identity": .single { try $0.value(0) },
    ]

    static func ofReals(
        _ attributes: Set<String> = [], since: Int = 1, _ function: @escaping @Sendable (Tensor) -> Tensor
    ) -> Operator {
        .single(attributes, since: since) { call in
            let x = try call.real(0)
            return x.with(function(x.tensor))
        }
    }

    private static func ofNumbers(_ function: @escaping @Sendable (Tensor) -> Tensor) -> Operator {
        .single { call in
            let x = try call.value(0)
            try call.check(x.type != .bool, "the input is of bool, and must be numbers")
            return x.with(function(x.tensor)).wrapped
        }
    }
}
