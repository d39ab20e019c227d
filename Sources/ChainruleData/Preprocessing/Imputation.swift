import Chainrule

/// Fills in missing values, which are NaN, by a number for each feature that was fitted to the training set.
///
/// A feature that is missing throughout has no mean, median or most frequent value: fitting throws, where scikit-learn's
/// `SimpleImputer` drops the column. A constant can be filled in nevertheless.
///
/// ```swift
/// let imputation = try Imputation(fitting: training, with: .median, marksMissing: true)
/// let inputs = imputation.apply(to: validation)
/// ```
public struct Imputation: Preprocessing {
    /// What takes the place of missing values.
    public enum Strategy: Sendable, Equatable, Codable {
        /// The mean of the feature.
        case mean
        /// The median of the feature; of an even number of values the mean of the middle two.
        case median
        /// The value that the feature has most often; of several the smallest.
        case mostFrequent
        /// A given number.
        case constant(Double)
    }

    /// The shape of the examples that it was fitted to.
    public let exampleShape: [Int]
    /// What is filled in, for each feature.
    public let replacements: [Double]
    /// The features for which a further one says where they were missing: 1 there and 0 elsewhere.
    public let markedFeatures: [Int]

    /// - Parameters:
    ///   - examples: `[N, …]`, or `[N, features]` if missing values are marked.
    ///   - strategy: what is filled in.
    ///   - marksMissing: whether a feature is added for each that was missing somewhere in the training set; by default not.
    /// - Throws: `DataError` if there is no example, a number is infinite, or a feature is missing throughout and has to be
    ///   filled in by its own values.
    public init(
        fitting examples: Tensor, with strategy: Strategy, marksMissing: Bool = false
    ) throws(DataError) {
        require(
            !marksMissing || examples.rank == 2,
            "Imputation: missing values are marked in examples [N, features], got \(examples.type)")
        let matrix = try FeatureMatrix(examples)
        exampleShape = matrix.exampleShape
        switch strategy {
        case .mean: replacements = try matrix.moments(columnsPerGroup: 1).map(\.mean)
        case .median: replacements = try matrix.ofEachColumn { quantile(0.5, of: $0) }
        case .mostFrequent: replacements = try matrix.ofEachColumn(Self.mostFrequent)
        case .constant(let number):
            replacements = Array(repeating: number, count: matrix.columnCount)
        }
        var isMissing = [Bool](repeating: false, count: matrix.columnCount)
        try matrix.forEach(in: 0..<matrix.columnCount) { _, column, number in
            if number.isNaN { isMissing[column] = true }
        }
        markedFeatures = marksMissing ? isMissing.indices.filter { isMissing[$0] } : []
    }

    private enum CodingKeys: CodingKey { case exampleShape, replacements, markedFeatures }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        exampleShape = try values.decode([Int].self, forKey: .exampleShape)
        replacements = try values.decode([Double].self, forKey: .replacements)
        markedFeatures = try values.decode([Int].self, forKey: .markedFeatures)
        guard StatisticsScope.feature.groupCount(exampleShape) == replacements.count,
            replacements.allSatisfy(\.isFinite), markedFeatures.allSatisfy(replacements.indices.contains),
            markedFeatures.isEmpty || exampleShape.count == 1
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .replacements, in: values,
                debugDescription: "replacements or marks that examples of \(exampleShape) cannot have")
        }
    }

    /// The inputs without missing values; if these are marked, `[N, features + marked features]`, the marks at the end.
    public func apply(to inputs: Tensor) -> Tensor {
        requireShape(inputs, exampleShape)
        let inputs = inputs.dtype == .float64 ? inputs : inputs.cast(to: .float32)
        let replacements = Tensor(replacements, shape: Shape(exampleShape)).cast(to: inputs.dtype)
        let isMissing = inputs .!= inputs
        let filled = select(replacements, where: isMissing, otherwise: inputs)
        if markedFeatures.isEmpty { return filled }
        let features = Tensor(markedFeatures.map(Int32.init), shape: [markedFeatures.count])
        let marks = isMissing.cast(to: inputs.dtype).gather(features, axis: inputs.rank - 1)
        return concatenate([filled, marks], axis: inputs.rank - 1)
    }

    private static func mostFrequent(_ sorted: [Double]) -> Double {
        var (best, bestCount) = (sorted[0], 0)
        var start = 0
        while start < sorted.count {
            let end = sorted[start...].firstIndex { $0 != sorted[start] } ?? sorted.count
            if end - start > bestCount { (best, bestCount) = (sorted[start], end - start) }
            start = end
        }
        return best
    }
}

extension FeatureMatrix {
    /// A figure of the numbers of each column in ascending order.
    fileprivate func ofEachColumn(_ figure: ([Double]) -> Double) throws(DataError) -> [Double] {
        var figures: [Double] = []
        for column in 0..<columnCount { figures.append(figure(try sortedNumbers(in: column..<column + 1))) }
        return figures
    }
}
