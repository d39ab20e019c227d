/// The sizes of attention, from its operands.
struct AttentionSizes {
    let batch, heads, queries, keys: Int
    /// The lengths of a query and of a value.
    let size, valueSize: Int

    /// - Parameter shapes: of queries, keys and values.
    init(_ shapes: [Shape]) {
        (batch, heads, queries, size) = (shapes[0][0], shapes[0][1], shapes[0][2], shapes[0][3])
        (keys, valueSize) = (shapes[1][2], shapes[2][3])
    }

    init(_ isCausal: Bool, _ inputs: [Tensor], of primitive: any Primitive) throws(OperationError) {
        try primitive.requireFloatingPoint(inputs)
        try primitive.requireSameDType(inputs)
        let shapes = inputs.map(\.shape)
        let fit =
            shapes.allSatisfy { $0.rank == 4 && Array($0.prefix(2)) == Array(shapes[0].prefix(2)) }
            && shapes[0][3] == shapes[1][3] && shapes[1][2] == shapes[2][2]
            && (!isCausal || shapes[0][2] == shapes[1][2])
        if !fit {
            let expected = "[N, heads, L, d], [N, heads, S, d] and [N, heads, S, size]"
            throw primitive.mismatch(
                inputs,
                "needs \(expected)\(isCausal ? " with S = L, because it is causal" : ""), got "
                    + shapes.map(\.description).joined(separator: ", "))
        }
        self.init(shapes)
    }

    var output: Shape { [batch, heads, queries, valueSize] }

    /// Of the products, two of them or, for the gradient, five, as if every query attended to all keys.
    func operationCount(isGradient: Bool) -> Int {
        let (ofSize, ofValueSize) = isGradient ? (3, 2) : (1, 1)
        return 2 * batch * heads * queries * keys * (ofSize * size + ofValueSize * valueSize)
    }

    /// How [N, heads, length, size] lies in memory: as a layer's projections do.
    static func stored(_ shape: Shape) -> Shape { [shape[0], shape[2], shape[1], shape[3]] }

    /// For the checks: small, because each number of each operand is varied by itself.
    static let samples: [(isCausal: Bool, operands: [Shape])] = [
        (false, [[2, 1, 2, 3], [2, 1, 3, 3], [2, 1, 3, 2]]),
        (true, [[1, 2, 3, 2], [1, 2, 3, 2], [1, 2, 3, 2]]),
        (false, [[1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1]]),
        (true, [[0, 1, 2, 2], [0, 1, 2, 2], [0, 1, 2, 2]]),
    ]
}
