import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import Foundation

/// Something that an evaluation shows of a model: a part of the report of a run.
public enum Exhibit: Sendable, Equatable, Codable {
    /// How often each class was predicted for each true class.
    case confusion(ConfusionMatrix, classNames: [String])
    /// Examples that were predicted wrongly, those first of which the model was surest; `count` is how many there are in all.
    case mistakes([Mistake], count: Int)
    /// Predicted against true numbers of examples.
    case pairs(name: String, [Pair])
    /// A picture, as the bytes of a PNG file.
    case picture(caption: String, png: Data)
    /// Lines of text in columns.
    case text(String)

    /// An example that was predicted wrongly.
    public struct Mistake: Sendable, Equatable, Codable {
        /// The true class.
        public let truth: String
        /// The predicted class.
        public let prediction: String
        /// The probability of the predicted class.
        public let confidence: Double
        /// The example as the bytes of a PNG file; nil if it is no image.
        public let png: Data?
        /// The example as a text; nil if it is none.
        public let text: String?
    }

    /// A number that was predicted, with the true one.
    public struct Pair: Sendable, Equatable, Codable {
        public let truth, prediction: Double
    }
}

extension Exhibit {
    private static let mostPairs = 500

    static func picture(_ picture: Picture) -> Exhibit {
        .picture(caption: picture.summary, png: picture.png)
    }

    /// Of many pairs some at equal distances.
    static func pairs(_ name: String, _ pairs: [PredictedAgainstTrue.Pair]) -> Exhibit {
        let count = min(mostPairs, pairs.count)
        let chosen = (0..<count).map { pairs[$0 * pairs.count / count] }.filter {
            $0.truth.isFinite && $0.prediction.isFinite
        }
        return .pairs(
            name: name,
            chosen.map { Pair(truth: Double($0.truth), prediction: Double($0.prediction)) })
    }

    /// The mistakes that a model was surest of.
    ///
    /// - Parameters:
    ///   - evaluation: in which misclassified examples were collected.
    ///   - classNames: the names of the classes.
    ///   - labels: the class of each example.
    ///   - limit: the most that are shown.
    ///   - example: the example of an index as a PNG file or as a text.
    static func mistakes(
        of evaluation: Evaluation, classNames: [String], labels: [Int], limit: Int,
        example: (Int) -> (png: Data?, text: String?)
    ) -> Exhibit {
        let all = evaluation.misclassified
        let surest = all.sorted { ($1.confidence, $0.index) < ($0.confidence, $1.index) }.prefix(limit)
        return .mistakes(
            surest.map { mistake in
                let (png, text) = example(mistake.index)
                return Mistake(
                    truth: classNames[labels[mistake.index]], prediction: classNames[mistake.prediction],
                    confidence: mistake.confidence, png: png, text: text)
            }, count: all.count)
    }
}

/// What an evaluation of a run showed, which is kept with it for its report.
public struct ShownEvaluation: Sendable, Equatable, Codable {
    /// A figure as people read it.
    public struct Figure: Sendable, Equatable, Codable {
        public let name, text: String

        public init(name: String, text: String) { (self.name, self.text) = (name, text) }
    }

    /// The figures of the training set; empty if it was not evaluated.
    public var training: [Figure]
    /// The figures of the validation set.
    public var validation: [Figure]
    /// What the evaluation on the validation set shows.
    public var exhibits: [Exhibit]

    public init(training: [Figure] = [], validation: [Figure], exhibits: [Exhibit]) {
        (self.training, self.validation, self.exhibits) = (training, validation, exhibits)
    }

    /// What evaluations of a model show.
    ///
    /// - Parameters:
    ///   - training: the evaluation on the training set, if there is one.
    ///   - validation: the evaluation on the validation set.
    ///   - data: the data, for examples.
    ///   - task: the task, fitted to the training set.
    ///   - model: the trained model.
    public init(
        training: Evaluation? = nil, validation: Evaluation, of data: any LoadedData,
        for task: any LearningTask,
        _ model: any Layer
    ) {
        func figures(_ figures: [(name: String, text: String)]) -> [Figure] {
            figures.map { Figure(name: $0.name, text: $0.text) }
        }
        let view = data.view(of: model, for: task)
        let details = view.details(80)
        self.init(
            training: training.map { figures(task.figures(of: $0)) } ?? [],
            validation: figures(task.figures(of: validation) + view.figures),
            exhibits: data.exhibits(of: validation, for: task)
                + (details.isEmpty ? [] : [.text(details)]) + view.pictures.map(Exhibit.picture))
    }
}
