import ChainruleData
import ChainruleNN

/// A run read back from its directory: the model with its parameters, and what made it.
public struct SavedRun {
    public let record: RunRecord
    public let recipe: Recipe
    public let model: Sequential

    /// Reads a run; throws what is missing, damaged or of another architecture.
    public init(_ directory: RunDirectory) throws {
        record = try directory.record()
        guard let recipe = Recipe.named(record.recipe) else {
            throw RunError(directory.url.path, "is a run of the unknown recipe '\(record.recipe)'")
        }
        guard record.imageSize.count == 2, record.imageSize.allSatisfy({ (1...4096).contains($0) }),
            (1...256).contains(record.classNames.count)
        else {
            throw RunError(directory.url.path, "is damaged: run.json describes no images or no classes")
        }
        self.recipe = recipe
        model = recipe.makeModel(
            pixelCount: record.imageSize[0] * record.imageSize[1], classCount: record.classNames.count,
            seed: record.seed)
        try directory.load(into: model)
    }

    /// Measures the model on the held-out part of `data`.
    ///
    /// - Throws: `DataError` if the images or classes are not of the kind the model was trained on.
    public func evaluate(on data: TrainingData) throws(DataError) -> ConfusionMatrix {
        try data.requireExamples()
        let (images, size) = (data.heldOut, record.imageSize)
        guard [images.height, images.width] == size, images.classCount == record.classNames.count else {
            throw .malformed(
                source: data.name,
                found: "\(images.height) × \(images.width) images of \(images.classCount) classes",
                expected: "\(size[0]) × \(size[1]) of \(record.classNames.count) as the model was trained on")
        }
        return ChainruleTraining.evaluate(model, on: images, record.standardization, loss: recipe.loss)
            .confusion
    }
}

extension TrainingData {
    /// Both parts have something to offer.
    public func requireExamples() throws(DataError) {
        for (part, images) in [("training", training), ("held-out", heldOut)] where images.count == 0 {
            throw .malformed(source: name, found: "no \(part) examples", expected: "at least one")
        }
    }
}
