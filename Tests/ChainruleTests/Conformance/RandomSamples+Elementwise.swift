import Chainrule

extension RandomSamples {
    mutating func unary(_ function: any UnaryPrimitive.Type) -> PrimitiveSample {
        let takesIntegers = function is any UnaryNumericFunction.Type && stream.integer(below: 4) == 0
        let shape = stream.shape()
        return PrimitiveSample(
            function.init(), takesIntegers ? .index(shape, -9...9) : .real(shape, function.domain))
    }

    mutating func binary(_ function: any BinaryFunction.Type) -> PrimitiveSample {
        let shape = stream.shape()
        if stream.integer(below: 4) == 0 {
            return PrimitiveSample(function.init(), .index(shape, -9...9), .index(shape, -9...9))
        }
        return PrimitiveSample(function.init(), operands: pair(shape, -2...2, -2...2))
    }

    mutating func realBinary(_ function: any RealBinaryFunction.Type) -> PrimitiveSample {
        PrimitiveSample(
            function.init(), operands: pair(stream.shape(), function.firstDomain, function.secondDomain))
    }

    /// Two operands, one of which may be a constant.
    private mutating func pair(
        _ shape: Shape, _ first: ClosedRange<Double>, _ second: ClosedRange<Double>
    ) -> [PrimitiveSample.Operand] {
        let constant = stream.integer(below: 8)
        return [first, second].enumerated().map { place, range in
            .real(shape, place == constant ? range.upperBound...range.upperBound : range)
        }
    }

    mutating func scalarPower() -> PrimitiveSample {
        let exponent = one(of: [0, 1, 2, 3, 4, -1, -2, 0.5, -0.5, 2.5, stream.uniform(-3, 3)])
        let takesNegatives = exponent >= 0 && exponent == exponent.rounded()
        return PrimitiveSample(.real(stream.shape(), takesNegatives ? -2...2 : 0.25...2)) {
            pow($0[0], exponent)
        }
    }

    mutating func compare() -> PrimitiveSample {
        let relation = one(of: [(.==), (.!=), (.<), (.<=)] as [(Tensor, Tensor) -> Tensor])
        let shape = stream.shape()
        let operand: PrimitiveSample.Operand = one(of: [
            .real(shape), .real(shape, 0...1), .index(shape, 0...3),
        ])
        return PrimitiveSample(operand, operand) { relation($0[0], $0[1]) }
    }

    mutating func logical() -> PrimitiveSample {
        let shape = stream.shape()
        let isAnd = stream.coin()
        return PrimitiveSample(.truth(shape), .truth(shape)) { isAnd ? $0[0] .& $0[1] : $0[0] .| $0[1] }
    }

    mutating func select() -> PrimitiveSample {
        let shape = stream.shape()
        let operand: PrimitiveSample.Operand = one(of: [
            .real(shape), .real(shape), .index(shape, -9...9), .truth(shape),
        ])
        return PrimitiveSample(.truth(shape), operand, operand) {
            Chainrule.select($0[1], where: $0[0], otherwise: $0[2])
        }
    }

    mutating func cast() -> PrimitiveSample {
        let shape = stream.shape()
        let operand: PrimitiveSample.Operand = one(of: [
            .real(shape, -3...300), .index(shape, -3...300), .truth(shape),
        ])
        let dtype = one(of: DType.allCases)
        return PrimitiveSample(operand) { $0[0].cast(to: dtype) }
    }

    mutating func iota() -> PrimitiveSample {
        let shape = stream.shape(ranks: 1...5)
        let axis = stream.integer(below: shape.rank)
        let dtype = one(of: [DType.float32, .float64, .int32])
        return PrimitiveSample { _ in .iota(shape, axis: axis, dtype: dtype) }
    }

    mutating func randomUniform() -> PrimitiveSample {
        let shape = stream.shape()
        let dtype = one(of: [DType.float32, .float32, .float64])
        return PrimitiveSample(.index([4], Int(Int32.min)...Int(Int32.max))) { _ in
            .uniform(shape, dtype: dtype, from: Generator(seed: 0))
        }
    }

    mutating func customGradient() -> PrimitiveSample {
        let operand = PrimitiveSample.Operand.real(stream.shape())
        return PrimitiveSample(operand, operand) { operands in
            Chainrule.customGradient([operands[0]]) { _ in
                operands[1]
            } gradient: { upstream, _, _ in
                [upstream]
            }
        }
    }
}
