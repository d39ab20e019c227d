/// The reference's loops over the heads and rows of attention, forwards and backwards, in double precision.
struct AttentionLoop<T: FloatingScalar> {
    private let sizes: AttentionSizes
    private let isCausal: Bool
    private let queries, keys, values: [Double]
    private let scale: Double

    /// - Parameter operands: those of `Attention`, and others behind them.
    init(_ isCausal: Bool, _ operands: [NDArray]) {
        self.isCausal = isCausal
        sizes = AttentionSizes(operands.prefix(3).map(\.shape))
        (queries, keys, values) = (
            Self.doubles(operands[0]), Self.doubles(operands[1]), Self.doubles(operands[2])
        )
        scale = attentionScale(operands[1].shape)
    }

    private static func doubles(_ array: NDArray) -> [Double] { array.scalars(as: T.self).map { Double($0) } }

    private static func dot(_ x: ArraySlice<Double>, _ y: ArraySlice<Double>) -> Double {
        zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
    }

    private func query(_ head: Int, _ row: Int) -> ArraySlice<Double> {
        queries[(head * sizes.queries + row) * sizes.size..<(head * sizes.queries + row + 1) * sizes.size]
    }

    private func key(_ head: Int, _ row: Int) -> ArraySlice<Double> {
        keys[(head * sizes.keys + row) * sizes.size..<(head * sizes.keys + row + 1) * sizes.size]
    }

    private func value(_ head: Int, _ row: Int) -> ArraySlice<Double> {
        values[(head * sizes.keys + row) * sizes.valueSize..<(head * sizes.keys + row + 1) * sizes.valueSize]
    }

    /// The heads of all examples.
    private var heads: Int { sizes.batch * sizes.heads }

    /// What a query pays to each key that it may attend to.
    private func weights(_ head: Int, _ row: Int) -> [Double] {
        let query = query(head, row)
        let scores = (0..<(isCausal ? row + 1 : sizes.keys)).map { Self.dot(query, key(head, $0)) * scale }
        guard let largest = scores.max() else { return [] }
        let exponentials = scores.map { Double.exp($0 - largest) }
        let sum = exponentials.reduce(0, +)
        return exponentials.map { $0 / sum }
    }

    var output: NDArray {
        NDArray(sizes.output, T.self) { output in
            for head in 0..<heads {
                for row in 0..<sizes.queries {
                    let weights = weights(head, row)
                    for column in 0..<sizes.valueSize {
                        var sum = 0.0
                        for (place, weight) in weights.enumerated() {
                            sum += weight * values[(head * sizes.keys + place) * sizes.valueSize + column]
                        }
                        output[(head * sizes.queries + row) * sizes.valueSize + column] = T(sum)
                    }
                }
            }
        }
    }

    /// The gradients of queries, keys and values, one behind the other.
    func gradients(upstream: NDArray) -> NDArray {
        let upstream = Self.doubles(upstream)
        var (ofQueries, ofKeys, ofValues) = (
            [Double](repeating: 0, count: queries.count), [Double](repeating: 0, count: keys.count),
            [Double](repeating: 0, count: values.count)
        )
        for head in 0..<heads {
            for row in 0..<sizes.queries {
                let (weights, place) = (weights(head, row), head * sizes.queries + row)
                let above = upstream[place * sizes.valueSize..<(place + 1) * sizes.valueSize]
                let ofWeights = weights.indices.map { Self.dot(above, value(head, $0)) }
                let mean = zip(weights, ofWeights).reduce(0) { $0 + $1.0 * $1.1 }
                for (number, weight) in weights.enumerated() {
                    let (key, ofScore) = (
                        head * sizes.keys + number, weight * (ofWeights[number] - mean) * scale
                    )
                    for (column, gradient) in above.enumerated() {
                        ofValues[key * sizes.valueSize + column] += weight * gradient
                    }
                    for column in 0..<sizes.size {
                        ofQueries[place * sizes.size + column] += ofScore * keys[key * sizes.size + column]
                        ofKeys[key * sizes.size + column] += ofScore * queries[place * sizes.size + column]
                    }
                }
            }
        }
        let parts = [
            (ofQueries, sizes.queries, sizes.size), (ofKeys, sizes.keys, sizes.size),
            (ofValues, sizes.keys, sizes.valueSize),
        ]
        return NDArray(
            parts.flatMap { stored($0, length: $1, size: $2) }, [parts.reduce(0) { $0 + $1.0.count }])
    }

    /// From [N, heads, length, size] to [N, length, heads, size].
    private func stored(_ numbers: [Double], length: Int, size: Int) -> [T] {
        let shape: Shape = [sizes.batch, sizes.heads, length, size]
        let steps = shape.rowMajorStrides
        let view = NDArray(numbers, shape).view(
            AttentionSizes.stored(shape), strides: [steps[0], steps[2], steps[1], steps[3]])
        return view.scalars(as: Double.self).map { T($0) }
    }
}
