import Chainrule
import ChainruleData
import ChainruleNN

/// What a model predicts for one example.
public struct Prediction: Sendable, Equatable, Codable {
    /// The example: the name of a file, the number of a row.
    public let name: String
    /// The most probable class; nil where numbers are predicted, or the outputs are NaN.
    public let label: String?
    /// The probability of every class, in the order of the classes; empty where numbers are predicted.
    public let probabilities: [Figure]
    /// The predicted numbers, in the units of the targets; empty where classes are predicted.
    public let values: [Figure]

    /// A number with its name.
    public struct Figure: Sendable, Equatable, Codable {
        public let name: String
        public let value: Double
    }
}

extension TaskOutputs {
    /// What the rows of a network's outputs `[N, outputs]` say of examples with these names.
    func predictions(_ outputs: Tensor, names: [String]) -> [Prediction] {
        let figures: Tensor
        let columns: [String]
        switch self {
        case .classes(let classes): (figures, columns) = (softmax(outputs), classes)
        case .numbers(let targets): (figures, columns) = (outputs, targets.map(\.name))
        }
        let scalars: [Double] = figures.cast(to: .float64).scalars()
        return names.enumerated().map { row, name in
            let row = zip(columns, scalars[row * columns.count..<(row + 1) * columns.count])
                .map(Prediction.Figure.init)
            guard case .classes = self else {
                return Prediction(name: name, label: nil, probabilities: [], values: row)
            }
            // The first of several, as accuracy counts it.
            let best = row.map(\.value).max()
            return Prediction(
                name: name, label: row.first { $0.value == best }?.name, probabilities: row, values: [])
        }
    }
}
