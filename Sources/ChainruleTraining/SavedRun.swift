import ChainruleData
import ChainruleNN

/// A run read back from its directory: the model with its parameters, and what made it.
public struct SavedRun {
    public let record: RunRecord
    public let recipe: Recipe
    public let model: any Layer

    /// Reads a run; throws what is missing, damaged or of another architecture.
    public init(_ directory: RunDirectory) throws {
        record = try directory.record()
        recipe = try record.checkedRecipe(source: directory.url.path)
        model = recipe.makeModel(
            for: record.images, classCount: record.classNames.count, seed: record.seed)
        try directory.load(into: model)
    }

    /// The data the run was made with, or those in `directory`.
    public func data(from directory: String? = nil) throws(DataError) -> TrainingData {
        guard let directory else { return try record.source.load(seed: record.seed) }
        return try TrainingData(directory: directory, name: directory, classNames: record.classNames)
    }

    /// Measures the model on the held-out part of `data`.
    ///
    /// - Throws: `DataError` if the images or classes are not of the kind the model was trained on.
    public func evaluate(on data: TrainingData) throws(DataError) -> Evaluation {
        let images = data.heldOut
        let (found, size) = (ImageShape(of: images), record.images)
        guard found == size, images.classCount == record.classNames.count else {
            throw .malformed(
                source: data.name,
                found: "\(found) images of \(images.classCount) classes",
                expected: "\(size) of \(record.classNames.count) as the model was trained on")
        }
        return ChainruleTraining.evaluate(model, on: images, record.standardization, loss: recipe.loss)
    }
}

extension RunRecord {
    fileprivate var images: ImageShape {
        ImageShape(channels: channels ?? 1, height: imageSize[0], width: imageSize[1])
    }

    /// The recipe, once everything a model is built from has been found sound.
    fileprivate func checkedRecipe(source: String) throws(DataError) -> Recipe {
        func malformed(_ found: String, _ expected: String) -> DataError {
            .malformed(source: "\(source)/run.json", found: found, expected: expected)
        }
        guard let recipe = Recipe.named(recipe) else {
            throw malformed(
                "the recipe '\(recipe)'", "one of \(Recipe.all.map(\.name).joined(separator: ", "))")
        }
        guard imageSize.count == 2, imageSize.allSatisfy({ (1...0xFFFF).contains($0) }) else {
            throw malformed("the image size \(imageSize)", "a height and a width")
        }
        guard (1...0xFFFF).contains(channels ?? 1) else {
            throw malformed("images of \(channels ?? 1) channels", "at least one")
        }
        guard (1...256).contains(classNames.count) else {
            throw malformed("\(classNames.count) class names", "1 to 256")
        }
        guard standardization.deviation > 0 else {
            throw malformed("the deviation \(standardization.deviation)", "a positive number")
        }
        try recipe.requireFit(of: images, source: "\(source)/run.json")
        // Before memory is taken for a model of a size that only this file asserts.
        let count = recipe.parameterCount(for: images, classCount: classNames.count)!
        guard parameterCount == count else {
            throw malformed(
                "\(parameterCount) parameters", "\(count) of the recipe \(recipe.name) for these images")
        }
        return recipe
    }
}
