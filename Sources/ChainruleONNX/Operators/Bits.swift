import Chainrule

extension Operator {
    /// Operators on the bits of integers.
    static let bits: [String: Operator] = [
        "BitShift": .single(["direction"], since: 11) { call in
            let (x, distance) = try call.operands()
            try call.check(x.type.isInteger, "the inputs are of \(x.type), and must be integers")
            // Beyond all bits nothing is left but the sign.
            let bits = Double(x.type.bits ?? 0)
            let isWithin = (distance.tensor .>= 0) .& (distance.tensor .< bits)
            let factor = pow(2.0, select(distance.tensor, where: isWithin, otherwise: bits))
            switch try call.text("direction", default: "") {
            case "RIGHT": return x.with(floor(x.tensor / factor))
            case "LEFT":
                // The product of 64 bits would be rounded.
                try call.check(bits != 64, "shifting \(x.type) to the left is not supported")
                return x.with(x.tensor * factor).wrapped
            case let other: throw call.error("direction must be LEFT or RIGHT, got '\(other)'")
            }
        },
        "BitwiseNot": .single(since: 18) { call in
            let x = try call.value(0)
            try call.check(x.type.isInteger, "the input is of \(x.type), and must be integers")
            try call.check(x.type != .uint64, "the complement of uint64 is not supported")
            return x.with(-1 - x.tensor).wrapped
        },
    ]
}
