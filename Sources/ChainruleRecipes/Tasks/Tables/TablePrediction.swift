import Chainrule
import ChainruleData
import ChainruleTraining

/// The prediction of a column of a table, a class or a number, from the other columns.
public struct TablePrediction: LearningTask {
    public static let name = "table"

    /// How the table of the training set is written; other tables are read in the same way.
    public let format: TableFormat
    /// All columns of the table, that of the target included.
    public let columnNames: [String]
    /// The column that is predicted.
    public let targetName: String
    /// How the columns that a network sees become its inputs.
    public let encodings: [ColumnEncoding]
    /// The columns that no network sees, with the reason for each.
    public let leftOut: [String: String]
    /// What the column is taken for.
    public let target: Target

    /// What a column that is predicted is taken for.
    public enum Target: Sendable, Equatable, Codable {
        /// One of these classes.
        case classes([String])
        case number(TaskOutputs.Target)
    }

    public init(fitting rows: TableRows, source: String) throws(DataError) {
        if rows.count < 2 {
            throw .malformed(source: source, found: "a single row to train on", expected: "at least two")
        }
        var (encodings, leftOut): ([ColumnEncoding], [String: String]) = ([], [:])
        for (name, values) in rows.inputs {
            let (encoding, reason) = try ColumnEncoding.fitted(to: values, named: name)
            if let encoding { encodings.append(encoding) } else { leftOut[name] = reason }
        }
        if encodings.isEmpty {
            throw .malformed(
                source: source,
                found: leftOut.isEmpty
                    ? "no column beside '\(rows.targetName)'"
                    : "no column to learn from: "
                        + leftOut.sorted { $0.key < $1.key }.map { "'\($0)' is left out because \($1)" }
                        .joined(separator: ", "),
                expected: "at least one with different numbers or a few categories")
        }
        (format, columnNames, targetName) = (rows.format, rows.columnNames, rows.targetName)
        (self.encodings, self.leftOut) = (encodings, leftOut)
        switch rows.target {
        case .classes(_, let names):
            guard names.count > 1 else {
                throw .malformed(
                    source: source, found: "a single class, '\(names[0])', in column '\(targetName)'",
                    expected: "at least two")
            }
            target = .classes(names)
        case .numbers(let numbers):
            if let first = numbers.first, numbers.allSatisfy({ Float($0) == Float(first) }) {
                let isRounded = numbers.contains { $0 != first }
                throw .malformed(
                    source: source,
                    found: isRounded
                        ? "numbers that are all \(first) to 7 digits, in column '\(targetName)'"
                        : "a single number, \(first), in column '\(targetName)'",
                    expected: isRounded ? "larger differences: subtract their mean" : "at least two")
            }
            let standardization = try Standardization(fitting: Tensor(numbers, shape: [numbers.count, 1]))
            target = .number(
                .init(
                    name: targetName, mean: standardization.mean[0], deviation: standardization.deviation[0]))
        }
    }

    public var inputShape: Shape { [encodings.reduce(0) { $0 + $1.width }] }

    public var outputs: TaskOutputs {
        switch target {
        case .classes(let names): .classes(names)
        case .number(let number): .numbers([number])
        }
    }

    public var metrics: Metrics {
        switch target {
        case .classes: [.accuracy, .macroF1, .rocAUC]
        case .number: [.rootMeanSquaredError, .meanAbsoluteError, .rSquared]
        }
    }

    public var evaluationMetrics: Metrics {
        switch target {
        case .classes: metrics
        case .number: Metrics(metrics.members + [PredictedAgainstTrue()])
        }
    }

    public var notes: [String] {
        leftOut.sorted { $0.key < $1.key }.map { "column '\($0)' is left out because \($1)" }
    }

    public func samples(of rows: TableRows, source: String) throws(DataError) -> any SampleSet {
        let columns = Dictionary(uniqueKeysWithValues: rows.inputs.map { ($0.name, $0.values) })
        let values = try encodings.map { encoding throws(DataError) in
            guard let values = columns[encoding.column] else {
                throw .malformed(
                    source: source, found: "no column '\(encoding.column)'",
                    expected: "the columns that the model was trained on")
            }
            return values
        }
        let targets: Tensor
        switch rows.target {
        case .classes(let numbers, _): targets = Tensor(numbers, shape: [rows.count])
        case .numbers(let numbers): targets = Tensor(numbers.map { Float($0) }, shape: [rows.count, 1])
        }
        return Samples(inputs: inputs(values), targets: targets)
    }

    /// The inputs `[rows, width]` that the columns of the encodings make.
    func inputs(_ values: [ColumnValues]) -> Tensor {
        concatenate(zip(encodings, values).map { $0.inputs($1) }, axis: 1)
    }

    public func predictions(of inputs: [TaskInput], outputs predicted: Tensor) -> [Prediction] {
        switch target {
        case .classes(let names): Prediction.classes(names, scores: predicted, of: inputs)
        case .number: Prediction.numbers([targetName], predicted, of: inputs)
        }
    }

    public func details(of evaluation: Evaluation, examples rows: TableRows, width: Int) -> String {
        switch target {
        case .classes(let names):
            return evaluation.confusion.map {
                ConfusionReport.text($0, classNames: names, width: width)
            } ?? ""
        case .number:
            let pairs = evaluation.metrics[PredictedAgainstTrue().name] as? PredictedAgainstTrue
            return pairs.map {
                ScatterPlot.text($0.pairs, x: "true \(targetName)", y: "predicted", width: width)
            }
                ?? ""
        }
    }
}

extension TablePrediction {
    /// The confusion matrix of classes, predicted against true numbers.
    public func exhibits(of evaluation: Evaluation, examples rows: TableRows) -> [Exhibit] {
        switch target {
        case .classes(let names):
            return evaluation.confusion.map { [.confusion($0, classNames: names)] } ?? []
        case .number:
            let pairs = evaluation.metrics[PredictedAgainstTrue().name] as? PredictedAgainstTrue
            return pairs.map { [.pairs(targetName, $0.pairs)] } ?? []
        }
    }
}

/// Keeps what was predicted and what was right, for a plot.
struct PredictedAgainstTrue: Metric {
    static let prefersLarger = false

    struct Pair: Sendable, Codable {
        let truth, prediction: Float
    }

    private(set) var pairs: [Pair] = []

    var name: String { "predicted against true" }
    var value: Double? { nil }

    mutating func add(_ batch: Predictions) {
        pairs += zip(batch.numbers(for: self), batch.outputs).map(Pair.init)
    }

    mutating func reset() { pairs = [] }
}
