import Chainrule
import ChainruleData
import ChainruleInterop
import ChainruleTraining

/// Image reconstruction: what comes out of a network is to be what was put in.
///
/// Inputs and targets are the levels of the pixels from 0 to 1; a network's outputs are their logits.
public struct ImageReconstruction: ImageTask {
    public static let name = "image reconstruction"

    /// The size of the images.
    public let imageShape: ImageShape

    public init(fitting training: LabeledImages, source: String) { imageShape = ImageShape(of: training) }

    public static func taskData(_ images: TrainingData) -> TaskData<ImageReconstruction> {
        TaskData(reconstructing: images)
    }

    public var outputs: TaskOutputs { .pixels(imageShape) }
    public var metrics: Metrics { [ReconstructionError()] }
    public var evaluationMetrics: Metrics { [ReconstructionError(), Reconstructions()] }

    public func samples(of images: LabeledImages, source: String) throws(DataError) -> any SampleSet {
        try reconstructed(images, images, source: source)
    }

    public func trainingSamples(
        of images: LabeledImages, _ options: OptionValues, source: String
    ) throws(DataError) -> any SampleSet {
        guard let named = options[ImageAugmentation.option] else {
            return try samples(of: images, source: source)
        }
        let augmentations = named.map { $0.augmentation(for: imageShape, mean: 0) }
        return try reconstructed(images.augmented(by: Augmentations(augmentations)), images, source: source)
    }

    private func reconstructed(
        _ samples: some SampleSet, _ images: LabeledImages, source: String
    ) throws(DataError) -> any SampleSet {
        let found = ImageShape(of: images)
        guard found == imageShape else {
            throw .malformed(
                source: source, found: "\(found) images",
                expected: "\(imageShape) images, as the model was trained on")
        }
        return ReconstructedSamples(samples: samples)
    }

    public func validationExamples(
        at path: String, _ options: OptionValues
    ) throws(DataError) -> LabeledImages {
        try TrainingData(directory: path).validation
    }

    /// Images of JPEG or PNG files, those of a directory, or those of a NumPy array, as ``ImageClassification`` reads them.
    public func inputs(at path: String) throws(DataError) -> [TaskInput] {
        try ImageInputs(shape: imageShape) { $0 }.read(path)
    }

    /// The squared error of the reconstruction of each image, over all pixels and per pixel.
    public func predictions(of inputs: [TaskInput], outputs logits: Tensor) -> [Prediction] {
        let errors = sigmoid(logits).flattened(from: 1) - stack(inputs.map(\.tensor)).flattened(from: 1)
        let sums = (errors * errors).sum(axes: [1])
        return Prediction.numbers(
            ["squared error", "per pixel"], stack([sums, sums / Double(inputShape.elementCount)], axis: 1),
            of: inputs)
    }

    public func figures(of evaluation: Evaluation) -> [(name: String, text: String)] {
        guard let error = evaluation.metrics[ReconstructionError().name]?.value else {
            return [("squared error", "–")]
        }
        return [
            ("squared error", "\(figureText(error)) per image"),
            ("per pixel", figureText(error / Double(inputShape.elementCount))),
        ]
    }

    /// The first images, each above its reconstruction.
    public func details(of evaluation: Evaluation, examples images: LabeledImages, width: Int) -> String {
        guard let (originals, reconstructions) = pairs(evaluation, images) else { return "" }
        let pairs = originals.above(reconstructions)
        let errors = originals.squaredErrors(to: reconstructions)
        return ImageDrawing.row(
            of: pairs, at: Array(0..<pairs.count), captions: errors.map { "error \(figureText($0))" },
            width: width) + "\n"
    }

    /// The first images in two rows of ten, each above its reconstruction.
    public func pictures(of evaluation: Evaluation, examples images: LabeledImages) -> [Picture] {
        guard [1, 3].contains(imageShape.channels),
            let (originals, reconstructions) = pairs(evaluation, images)
        else { return [] }
        let sheet = ImageSheet(
            images: originals.above(reconstructions).levels, columns: 10,
            scale: max(1, 56 / imageShape.width), range: 0...1)
        return [
            Picture(
                fileName: "reconstructions.png",
                summary: "\(originals.count) images of the validation set, each above its reconstruction",
                image: sheet.picture)
        ]
    }

    /// The first images and their reconstructions; nil if there are none.
    private func pairs(_ evaluation: Evaluation, _ images: LabeledImages) -> (LabeledImages, LabeledImages)? {
        guard let kept = (evaluation.metrics[Reconstructions().name] as? Reconstructions)?.images,
            !kept.isEmpty
        else { return nil }
        let originals = images.prefix(kept.count)
        return (originals, originals.withPixels(kept.flatMap(\.self)))
    }
}

/// Images whose targets are the images themselves.
struct ReconstructedSamples<Images: SampleSet>: SampleSet {
    let samples: Images

    var count: Int { samples.count }

    func example(at index: Int) throws(DataError) -> Sample {
        let image = try samples.example(at: index).input
        return Sample(input: image, target: image)
    }

    func batch(_ indices: ArraySlice<Int>) throws(DataError) -> Batch {
        let images = try samples.batch(indices).inputs
        return Batch(inputs: images, targets: images)
    }
}

extension TaskData<ImageReconstruction> {
    /// Images, whose classes do not matter, as the data of a recipe.
    public init(reconstructing data: TrainingData) {
        self.init(
            name: data.name, training: data.training, validation: data.validation,
            summary: "\(data.training.count) training and \(data.validation.count) validation images of "
                + "\(ImageShape(of: data.training))",
            notes: data.findings.map(\.description))
    }
}

extension LabeledImages {
    /// The same number of images of the same size with other pixels.
    fileprivate func withPixels(_ pixels: [UInt8]) -> LabeledImages {
        try! LabeledImages(
            pixels: pixels, labels: labels, channels: channels, height: height, width: width,
            classNames: classNames)
    }

    /// Each image above the one of `others` in its place, as images of twice the height.
    fileprivate func above(_ others: LabeledImages) -> LabeledImages {
        var pairs: [UInt8] = []
        for index in 0..<count {
            for channel in 0..<channels {
                for image in [image(at: index), others.image(at: index)] {
                    pairs += image.dropFirst(channel * pixelsPerImage).prefix(pixelsPerImage)
                }
            }
        }
        return try! LabeledImages(
            pixels: pairs, labels: labels, channels: channels, height: 2 * height, width: width,
            classNames: classNames)
    }

    /// Images `[N, channels, height, width]` with levels from 0 to 1.
    fileprivate var levels: Tensor { batch(Array(0..<count)[...]).inputs }

    /// The squared error of each image, with levels from 0 to 1.
    fileprivate func squaredErrors(to others: LabeledImages) -> [Double] {
        let errors = levels - others.levels
        return (errors * errors).flattened(from: 1).sum(axes: [1]).scalars(as: Float.self).map(Double.init)
    }
}
