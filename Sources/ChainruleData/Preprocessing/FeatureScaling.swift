import Chainrule

/// (x − offset) / scale, in float64, with an offset and a scale for each group of elements.
public struct FeatureScaling: Sendable, Equatable, Codable {
    /// Which elements share an offset and a scale.
    public let scope: StatisticsScope
    /// The shape of the examples that it was fitted to.
    public let exampleShape: [Int]
    /// One for each feature or channel, or a single one.
    public let offsets: [Double]
    /// One for each feature or channel, or a single one; none is 0.
    public let scales: [Double]

    init(scope: StatisticsScope, exampleShape: [Int], offsets: [Double], scales: [Double]) {
        (self.scope, self.exampleShape, self.offsets, self.scales) = (scope, exampleShape, offsets, scales)
    }

    private enum CodingKeys: CodingKey { case scope, exampleShape, offsets, scales }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        scope = try values.decode(StatisticsScope.self, forKey: .scope)
        exampleShape = try values.decode([Int].self, forKey: .exampleShape)
        offsets = try values.decode([Double].self, forKey: .offsets)
        scales = try values.decode([Double].self, forKey: .scales)
        guard let groupCount = scope.groupCount(exampleShape), offsets.count == groupCount,
            scales.count == groupCount, offsets.allSatisfy(\.isFinite),
            scales.allSatisfy({ $0.isFinite && $0 > 0 })
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .scales, in: values,
                debugDescription: "offsets and scales that examples of \(exampleShape) cannot have")
        }
    }

    /// What becomes of a number that belongs to a group.
    @inline(__always)
    package func apply(to number: Double, group: Int = 0) -> Double {
        (number - offsets[group]) / scales[group]
    }

    func apply(to inputs: Tensor) -> Tensor { mapped(inputs) { ($0 - $1) / $2 } }

    func inverse(of outputs: Tensor) -> Tensor { mapped(outputs) { $0 * $2 + $1 } }

    /// `change` of every element with its offset and its scale.
    @inline(__always)
    private func mapped(_ tensor: Tensor, _ change: (Double, Double, Double) -> Double) -> Tensor {
        switch tensor.dtype {
        case .float32: Tensor(mapped(tensor.value, Float.self, Float.self, change))
        case .float64: Tensor(mapped(tensor.value, Double.self, Double.self, change))
        case .int32, .uint8, .bool:
            Tensor(mapped(tensor.cast(to: .float64).value, Double.self, Float.self, change))
        }
    }

    @inline(__always)
    private func mapped<In: BinaryFloatingPoint & Scalar, Out: BinaryFloatingPoint & Scalar>(
        _ array: NDArray, _ input: In.Type, _ output: Out.Type, _ change: (Double, Double, Double) -> Double
    ) -> NDArray {
        let (source, offsets, scales) = (array.dense(), ofElements(offsets), ofElements(scales))
        return NDArray(source.shape, Out.self) { target in
            source.withElements(In.self) { source in
                offsets.withUnsafeBufferPointer { offsets in
                    scales.withUnsafeBufferPointer { scales in
                        for start in stride(from: 0, to: array.count, by: offsets.count) {
                            for place in 0..<offsets.count {
                                let number = Double(source[start + place])
                                target[start + place] = Out(change(number, offsets[place], scales[place]))
                            }
                        }
                    }
                }
            }
        }
    }

    /// The number of its group for each element of an example.
    private func ofElements(_ numbers: [Double]) -> [Double] {
        let count = scope.elementsPerGroup(exampleShape)
        return count == 1 ? numbers : numbers.flatMap { repeatElement($0, count: count) }
    }
}
