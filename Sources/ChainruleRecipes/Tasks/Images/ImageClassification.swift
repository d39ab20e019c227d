import Chainrule
import ChainruleData
import ChainruleInterop
import ChainruleTraining
import Foundation

/// Image classification: images of one size, each of one class.
public struct ImageClassification: ImageTask {
    public static let name = "image classification"

    /// The size of the images.
    public let imageShape: ImageShape
    /// The names of the classes.
    public let classNames: [String]
    /// What pixels are standardized with: one mean and one deviation over all of them.
    public let standardization: Standardization

    public init(fitting training: LabeledImages, source: String) {
        imageShape = ImageShape(of: training)
        classNames = training.classNames
        standardization = Standardization(fitting: training, per: .all)
    }

    private enum CodingKeys: CodingKey { case imageShape, classNames, standardization }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys, where isPossible: (Value) -> Bool) throws -> Value {
            let value = try values.decode(Value.self, forKey: key)
            if isPossible(value) { return value }
            throw DecodingError.dataCorruptedError(
                forKey: key, in: values, debugDescription: "\(value) is out of range")
        }
        imageShape = try value(.imageShape) { shape in
            [shape.channels, shape.height, shape.width].allSatisfy((1...0xFFFF).contains)
        }
        classNames = try value(.classNames) { (1...256).contains($0.count) }
        let sizes = [imageShape.channels, imageShape.height, imageShape.width]
        standardization = try value(.standardization) {
            $0.scaling.scope == .all && $0.scaling.exampleShape == sizes
        }
    }

    public var outputs: TaskOutputs { .classes(classNames) }
    public var metrics: Metrics { [.accuracy] }
    public var evaluationMetrics: Metrics { [.accuracy, .macroF1, Misclassifications()] }

    public func samples(of images: LabeledImages, source: String) throws(DataError) -> any SampleSet {
        try samples(of: images, augmentedBy: [], source: source)
    }

    public static var optionsOfUsualLoss: [any RecipeOptionDeclaration] { [ImageMixing.option] }

    /// The images as they are trained on: changed at random in every epoch, if the option `augment` says so, and mixed with each
    /// other, if `mix` does.
    public func trainingSamples(
        of images: LabeledImages, _ options: OptionValues, source: String
    ) throws(DataError) -> any SampleSet {
        let named = options[ImageAugmentation.option] ?? []
        let augmentations = named.map { $0.augmentation(for: imageShape, mean: standardization.mean[0]) }
        let samples = try samples(of: images, augmentedBy: Augmentations(augmentations), source: source)
        guard let mixing = options[ImageMixing.option]?.mixing else { return samples }
        return samples.mixed(by: mixing, classCount: classNames.count)
    }

    private func samples(
        of images: LabeledImages, augmentedBy augmentations: Augmentations, source: String
    ) throws(DataError) -> StandardizedImages {
        let found = ImageShape(of: images)
        guard found == imageShape, images.classCount == classNames.count else {
            throw .malformed(
                source: source, found: "\(found) images of \(images.classCount) classes",
                expected: "\(imageShape) images of \(classNames.count) classes, as the model was trained on")
        }
        return StandardizedImages(images, standardization, augmentedBy: augmentations)
    }

    public func predictions(of inputs: [TaskInput], outputs scores: Tensor) -> [Prediction] {
        Prediction.classes(classNames, scores: scores, of: inputs)
    }

    public func figures(of evaluation: Evaluation) -> [(name: String, text: String)] {
        [evaluation.accuracyFigure]
    }

    public func details(of evaluation: Evaluation, examples images: LabeledImages, width: Int) -> String {
        guard let confusion = evaluation.confusion else { return "" }
        let matrix = ConfusionReport.text(confusion, classNames: classNames, width: width)
        return [matrix, misclassified(evaluation, of: images, width: width)].joined(separator: "\n")
    }

    /// The confusion matrix, and the images that were mistaken with the greatest confidence.
    public func exhibits(of evaluation: Evaluation, examples images: LabeledImages) -> [Exhibit] {
        guard let confusion = evaluation.confusion else { return [] }
        // Large images would make a report that no browser likes.
        let limit = images.pixelsPerImage > 10_000 ? 8 : 24
        let mistakes = Exhibit.mistakes(
            of: evaluation, classNames: classNames, labels: images.labels.map(Int.init), limit: limit
        ) { (images.png(at: $0), nil) }
        return [.confusion(confusion, classNames: classNames), mistakes]
    }

    /// The first few images that were not recognized, drawn side by side; empty if there are none.
    private func misclassified(_ evaluation: Evaluation, of images: LabeledImages, width: Int) -> String {
        let shown = evaluation.misclassified.prefix(3)
        if shown.isEmpty { return "" }
        let captions = shown.map { example in
            "\(classNames[Int(images.labels[example.index])]), predicted \(classNames[example.prediction])"
        }
        return "\n"
            + ImageDrawing.row(of: images, at: shown.map(\.index), captions: captions, width: width) + "\n"
    }
}

extension Evaluation {
    /// The confusion matrix, if macro-F1 was measured on at least one example.
    public var confusion: ConfusionMatrix? { (metrics[MacroF1().name] as? MacroF1)?.confusion }

    /// The misclassified examples in their order, if ``Misclassifications`` were collected; else empty.
    public var misclassified: [Misclassifications.Example] {
        (metrics[Misclassifications().name] as? Misclassifications)?.list ?? []
    }

    /// The accuracy, if it was measured on at least one example.
    public var accuracy: Double? { metrics[Accuracy().name]?.value }

    /// The accuracy as a figure of a task, with the numbers of examples, if macro-F1 was measured too.
    var accuracyFigure: (name: String, text: String) {
        guard let confusion, let accuracy else { return (Accuracy().name, "–") }
        return (Accuracy().name, "\(percent(accuracy))  (\(confusion.correct) of \(confusion.total))")
    }
}

extension LabeledImages: TaskExamples {
    public var knownClassNames: [String]? { classNames }
}

extension LabeledImages {
    /// An image as the bytes of a PNG file; nil if it has other channels than gray or red, green and blue.
    fileprivate func png(at index: Int) -> Data? {
        guard [1, 3].contains(channels) else { return nil }
        return Data(PNGImage(Tensor(Array(image(at: index)), shape: [channels, height, width])).encoded())
    }
}
