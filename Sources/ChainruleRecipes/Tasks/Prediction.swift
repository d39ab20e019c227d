import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining

/// What a model predicts for one example.
public struct Prediction: Sendable, Equatable, Codable {
    /// The example: the name of a file, the number of a row.
    public let name: String
    /// The most probable class; nil where something else is predicted, or the outputs are NaN.
    public let label: String?
    /// The probability of every class, in the order of the classes; empty where something else is predicted.
    public let probabilities: [Figure]
    /// The predicted numbers, in the units of the targets; empty where something else is predicted.
    public let values: [Figure]

    /// The objects that were found in an image, the surest first; nil where none are looked for.
    public let objects: [Object]?
    /// What was written about the example; nil where something else is predicted.
    public let text: String?

    /// The class of every step of a sequence; nil where something else is predicted.
    public let steps: [Step]?

    /// How much each part of the example, such as each word of a sentence, moved the decision: positive where it spoke for what
    /// is predicted. Nil unless it was asked for; see ``LearningTask/attributions(of:in:)``.
    public internal(set) var attributions: [Figure]?

    /// A step of a sequence with its class.
    public struct Step: Sendable, Equatable, Codable {
        /// What stands at this step of the input, such as a word.
        public let input: String
        /// The most probable class.
        public let label: String
        /// The probability of the class.
        public let probability: Double
    }

    /// An object with its class and its place.
    public struct Object: Sendable, Equatable, Codable {
        /// The name of the class.
        public let label: String
        /// The probability of the class.
        public let score: Double
        /// Where it is, in pixels.
        public let box: Box
    }

    init(
        name: String, label: String? = nil, probabilities: [Figure] = [], values: [Figure] = [],
        objects: [Object]? = nil, steps: [Step]? = nil, text: String? = nil
    ) {
        (self.name, self.label, self.probabilities) = (name, label, probabilities)
        (self.values, self.objects, self.steps, self.text) = (values, objects, steps, text)
    }

    /// A number with its name.
    public struct Figure: Sendable, Equatable, Codable {
        public let name: String
        public let value: Double
    }

    private enum CodingKeys: CodingKey {
        case name, label, probabilities, values, objects, steps, text, attributions
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try fields.decode(String.self, forKey: .name),
            label: try fields.decodeIfPresent(String.self, forKey: .label),
            probabilities: try fields.decodeIfPresent([Figure].self, forKey: .probabilities) ?? [],
            values: try fields.decodeIfPresent([Figure].self, forKey: .values) ?? [],
            objects: try fields.decodeIfPresent([Object].self, forKey: .objects),
            steps: try fields.decodeIfPresent([Step].self, forKey: .steps),
            text: try fields.decodeIfPresent(String.self, forKey: .text))
        attributions = try fields.decodeIfPresent([Figure].self, forKey: .attributions)
    }

    /// Encodes the fields of what is predicted alone: a class (null if it is NaN) with the probabilities of all, values, objects,
    /// steps or a text.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(name, forKey: .name)
        if !probabilities.isEmpty {
            try fields.encode(label, forKey: .label)
            try fields.encode(probabilities, forKey: .probabilities)
        }
        if !values.isEmpty { try fields.encode(values, forKey: .values) }
        try fields.encodeIfPresent(objects, forKey: .objects)
        try fields.encodeIfPresent(steps, forKey: .steps)
        try fields.encodeIfPresent(attributions, forKey: .attributions)
        try fields.encodeIfPresent(text, forKey: .text)
    }
}

extension Prediction {
    /// The classes that scores `[N, classes]` tell of examples.
    static func classes(_ names: [String], scores: Tensor, of inputs: [TaskInput]) -> [Prediction] {
        figures(names, softmax(scores), of: inputs).map { input, row in
            // The first of several, as accuracy counts it.
            let best = row.map(\.value).max()
            return Prediction(
                name: input, label: row.first { $0.value == best }?.name, probabilities: row)
        }
    }

    /// Numbers `[N, names]` that are told of examples.
    static func numbers(_ names: [String], _ values: Tensor, of inputs: [TaskInput]) -> [Prediction] {
        figures(names, values, of: inputs).map {
            Prediction(name: $0, values: $1)
        }
    }

    /// The objects that were found in an image, with boxes in pixels.
    static func objects(
        _ detections: [Detection], classNames: [String], of input: TaskInput
    ) -> Prediction {
        Prediction(
            name: input.name,
            objects: detections.map {
                Object(label: classNames[$0.label], score: Double($0.score), box: $0.box)
            })
    }

    /// The classes that scores `[N, steps, classes]` tell of the steps of sequences, those of padding left out.
    static func steps(_ names: [String], scores: Tensor, of inputs: [TaskInput]) -> [Prediction] {
        let probabilities: [Double] = softmax(scores).cast(to: .float64).scalars()
        let stepCount = scores.shape[1]
        return inputs.enumerated().map { index, input in
            let steps = input.steps.enumerated().map { step, text in
                let start = (index * stepCount + step) * names.count
                let row = probabilities[start..<start + names.count]
                let best = row.indices.reduce(start) { row[$1] > row[$0] ? $1 : $0 }
                return Step(input: text, label: names[best - start], probability: row[best])
            }
            return Prediction(name: input.name, steps: steps)
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
