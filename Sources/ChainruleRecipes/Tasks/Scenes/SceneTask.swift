import Chainrule
import ChainruleData
import ChainruleTraining

/// What the tasks on drawn scenes have in common: the images that a network takes.
protocol SceneTask: GeneratedTask {
    /// What was fitted to the images of the training set.
    var preprocessing: ScenePreprocessing { get }
}

extension SceneTask {
    /// The pixels of a drawing for each pixel of a scene, along each axis.
    static var drawingScale: Int { 4 }

    static var dataName: String { "scenes" }
    static var examplesName: String { "drawn scenes" }
    static var advice: String { "use chainrule predict for images of your own" }

    public var inputShape: Shape { ScenePreprocessing.inputShape }

    /// Images of JPEG or PNG files, those of a directory, or those of a NumPy array, of the size of the scenes.
    public func inputs(at path: String) throws(DataError) -> [TaskInput] {
        try preprocessing.inputs(at: path)
    }
}

/// Scenes with the classes of their pixels and the boxes of their shapes.
extension SceneTask where Examples == LabeledScenes {
    static var size: GeneratedSize { SceneOptions.size() }

    static func make(
        training: Int, validation: Int, _ options: OptionValues, seed: UInt64
    ) -> (training: LabeledScenes, validation: LabeledScenes) {
        (Scenes.draw(training, seed: seed), Scenes.draw(validation, part: .validation, seed: seed))
    }

    static func summary(of scenes: LabeledScenes) -> String {
        "images of \(ScenePreprocessing.imageShape), drawn; classes \(Scenes.classNames.joined(separator: ", "))"
    }
}

/// The options of drawn scenes.
enum SceneOptions {
    private static let usualCount = 4000
    /// With sentences about them.
    static let usualCaptionCount = 20_000
    private static let scenes = RecipeOption<Int>.count(
        "scenes",
        help: "Number of drawn training scenes, by default \(usualCount), for captions \(usualCaptionCount).",
        in: 1...100_000)

    static func size(_ usual: Int = usualCount) -> GeneratedSize {
        GeneratedSize(option: scenes, usual: usual, trainingPerValidation: 5)
    }
}

/// The standardization of scenes: one mean and one deviation over all pixels of the training set.
struct ScenePreprocessing: Sendable, Equatable, Codable {
    static let imageShape = ImageShape(channels: 3, height: Scenes.side, width: Scenes.side)

    /// The shape of an image, as a network takes it.
    static var inputShape: Shape { [imageShape.channels, imageShape.height, imageShape.width] }

    let standardization: Standardization

    init(fitting images: LabeledImages) {
        standardization = Standardization(fitting: images, per: .all)
    }

    /// Images of JPEG or PNG files, those of a directory, or those of a NumPy array, as a network takes them.
    func inputs(at path: String) throws(DataError) -> [TaskInput] {
        let scaling = standardization.scaling
        return try ImageInputs(shape: Self.imageShape) { scaling.apply(to: $0) }.read(path)
    }

    /// Inputs of a network as the images that they were, `[3, side, side]` with levels from 0 to 1.
    func images(_ inputs: [TaskInput]) -> [Tensor] {
        clip(standardization.inverse(of: stack(inputs.map(\.tensor))), 0, 1).unstacked()
    }

    private enum CodingKeys: CodingKey { case standardization }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        standardization = try values.decode(Standardization.self, forKey: .standardization)
        let (scaling, shape) = (standardization.scaling, Self.imageShape)
        guard scaling.scope == .all, scaling.exampleShape == [shape.channels, shape.height, shape.width]
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .standardization, in: values, debugDescription: "not that of drawn scenes")
        }
    }
}

/// Scenes as a network takes them: standardized images with targets of one shape.
struct SceneSamples: SampleSet {
    private let images: LabeledImages
    private let levels: [Float]
    private let targets: @Sendable (ArraySlice<Int>) -> Tensor

    /// - Parameters:
    ///   - images: those of the scenes.
    ///   - preprocessing: of the images.
    ///   - targets: those of the scenes at some indices, `[N, …]`.
    init(
        _ images: LabeledImages, _ preprocessing: ScenePreprocessing,
        targets: @escaping @Sendable (ArraySlice<Int>) -> Tensor
    ) {
        (self.images, self.targets) = (images, targets)
        levels = preprocessing.standardization.levels
    }

    var count: Int { images.count }

    func example(at index: Int) -> Sample { batch([index]).sample(at: 0) }

    func batch(_ indices: ArraySlice<Int>) -> Batch {
        Batch(inputs: images.batch(indices, levels: levels).inputs, targets: targets(indices))
    }
}

extension LabeledScenes: TaskExamples {}
