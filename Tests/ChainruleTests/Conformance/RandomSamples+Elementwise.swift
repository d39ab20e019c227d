import Chainrule

extension RandomSamples {
    mutating func unary(_ function: any UnaryPrimitive.Type) -> Sample {
        let takesIntegers = function is any UnaryNumericFunction.Type && stream.integer(below: 4) == 0
        let shape = stream.shape()
        return Sample(function.init(), takesIntegers ? .index(shape, -9...9) : .real(shape, function.domain))
    }

    mutating func binary(_ function: any BinaryFunction.Type) -> Sample {
        let shape = stream.shape()
        if stream.integer(below: 4) == 0 {
            return Sample(function.init(), .index(shape, -9...9), .index(shape, -9...9))
        }
        return Sample(function.init(), operands: pair(shape, -2...2, -2...2))
    }

    mutating func realBinary(_ function: any RealBinaryFunction.Type) -> Sample {
        Sample(function.init(), operands: pair(stream.shape(), function.firstDomain, function.secondDomain))
    }

    /// Two operands, one of which may be a constant.
    private mutating func pair(
        _ shape: Shape, _ first: ClosedRange<Double>, _ second: ClosedRange<Double>
    ) -> [Sample.Operand] {
        let constant = stream.integer(below: 8)
        return [first, second].enumerated().map { place, range in
            .real(shape, place == constant ? range.upperBound...range.upperBound : range)
        }
    }

    mutating func scalarPower() -> Sample {
        let exponent = one(of: [0, 1, 2, 3, 4, -1, -2, 0.5, -0.5, 2.5, stream.uniform(-3, 3)])
        let takesNegatives = exponent >= 0 && exponent == exponent.rounded()
        return Sample(.real(stream.shape(), takesNegatives ? -2...2 : 0.25...2)) { pow($0[0], exponent) }
    }

    mutating func compare() -> Sample {
        let relation = one(of: [(.==), (.!=), (.<), (.<=)] as [(Tensor, Tensor) -> Tensor])
        let shape = stream.shape()
        let operand: Sample.Operand = one(of: [.real(shape), .real(shape, 0...1), .index(shape, 0...3)])
        return Sample(operand, operand) { relation($0[0], $0[1]) }
    }

    mutating func logical() -> Sample {
        let shape = stream.shape()
        let isAnd = stream.coin()
        return Sample(.truth(shape), .truth(shape)) { isAnd ? $0[0] .& $0[1] : $0[0] .| $0[1] }
    }

    mutating func select() -> Sample {
        let shape = stream.shape()
        let operand: Sample.Operand = one(of: [
            .real(shape), .real(shape), .index(shape, -9...9), .truth(shape),
        ])
        return Sample(.truth(shape), operand, operand) {
            Chainrule.select($0[1], where: $0[0], otherwise: $0[2])
        }
    }

    mutating func cast() -> Sample {
        let shape = stream.shape()
        let operand: Sample.Operand = one(of: [
            .real(shape, -3...300), .index(shape, -3...300), .truth(shape),
        ])
        let dtype = one(of: DType.allCases)
        return Sample(operand) { $0[0].cast(to: dtype) }
    }

    mutating func iota() -> Sample {
        let shape = stream.shape(ranks: 1...5)
        let axis = stream.integer(below: shape.rank)
        let dtype = one(of: [DType.float32, .float64, .int32])
        return Sample { _ in .iota(shape, axis: axis, dtype: dtype) }
    }

    mutating func randomUniform() -> Sample {
        let shape = stream.shape()
        let dtype = one(of: [DType.float32, .float32, .float64])
        return Sample(.index([4], Int(Int32.min)...Int(Int32.max))) { _ in
            .uniform(shape, dtype: dtype, from: Generator(seed: 0))
        }
    }

    mutating func customGradient() -> Sample {
        let operand = Sample.Operand.real(stream.shape())
        return Sample(operand, operand) { operands in
            Chainrule.customGradient([operands[0]]) { _ in
                operands[1]
            } gradient: { upstream, _, _ in
                [upstream]
            }
        }
    }
}
