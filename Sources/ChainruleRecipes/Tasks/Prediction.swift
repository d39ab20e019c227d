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

extension Prediction {
    /// The classes that scores `[N, classes]` tell of examples.
    static func classes(_ names: [String], scores: Tensor, of inputs: [TaskInput]) -> [Prediction] {
        figures(names, softmax(scores), of: inputs).map { input, row in
            // The first of several, as accuracy counts it.
            let best = row.map(\.value).max()
            return Prediction(
                name: input, label: row.first { $0.value == best }?.name, probabilities: row, values: [])
        }
    }

    /// Numbers `[N, names]` that are told of examples.
    static func numbers(_ names: [String], _ values: Tensor, of inputs: [TaskInput]) -> [Prediction] {
        figures(names, values, of: inputs).map {
            Prediction(name: $0, label: nil, probabilities: [], values: $1)
        }
    }

    private static func figures(
        _ names: [String], _ values: Tensor, of inputs: [TaskInput]
    ) -> [(input: String, row: [Figure])] {
        let scalars: [Double] = values.cast(to: .float64).scalars()
        return inputs.enumerated().map { index, input in
            let row = scalars[index * names.count..<(index + 1) * names.count]
            return (input.name, zip(names, row).map(Figure.init))
        }
    }
}
