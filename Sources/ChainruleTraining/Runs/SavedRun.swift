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

    /// Measures the model on the validation part of `data`.
    ///
    /// - Throws: `DataError` if the images or classes are not of the kind the model was trained on.
    public func evaluate(on data: TrainingData) throws(DataError) -> ImageEvaluation {
        try requireFit(of: data)
        return try recipe.evaluate(model, on: StandardizedImages(data.validation, record.standardization))
    }

    /// Throws unless the validation images and classes are of the kind the model was trained on.
    func requireFit(of data: TrainingData) throws(DataError) {
        let images = data.validation
        let (found, size) = (ImageShape(of: images), record.images)
        guard found == size, images.classCount == record.classNames.count else {
            throw .malformed(
                source: data.name,
                found: "\(found) images of \(images.classCount) classes",
                expected: "\(size) images of \(record.classNames.count) classes, as the model was trained on")
        }
    }
}

extension RecipeRun {
    /// A run as its record says, before its first epoch.
    ///
    /// - Parameters:
    ///   - record: what made the run.
    ///   - source: where the record lies, for errors.
    /// - Throws: `DataError` if the record makes no sense, is that of a range test, or the data, the engine or the
    ///   number of threads are not those the run was begun with.
    public init(resuming record: RunRecord, source: String) throws(DataError) {
        let recipe = try record.checkedRecipe(source: source)
        if record.hyperparameters.schedule.isRangeTest {
            throw .malformed(
                source: source, found: "a range test",
                expected: "a run that can be resumed; start the range test again")
        }
        if let fold = record.fold {
            throw .malformed(
                source: source, found: "fold \(fold.number) of a cross-validation",
                expected:
                    "a run of train; repeat the cross-validate command to resume its folds"
            )
        }
        if let difference = RunEnvironment.current.difference(from: record.environment) {
            throw .malformed(source: source, found: difference.found, expected: difference.expected)
        }
        let hashes = try record.source.hashes()
        if hashes != record.dataHashes {
            let changed = Set(hashes.keys).union(record.dataHashes.keys).filter {
                hashes[$0] != record.dataHashes[$0]
            }
            throw .malformed(
                source: "the data of \(source)",
                found: "changes in \(changed.sorted().joined(separator: ", "))",
                expected: "the files that the run was started with")
        }
        let data = try record.source.load(seed: record.seed)
        self.init(recipe, on: data, with: record.hyperparameters, seed: record.seed)
    }
}

extension RunRecord {
    fileprivate var images: ImageShape {
        ImageShape(channels: imageSize[0], height: imageSize[1], width: imageSize[2])
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
        guard imageSize.count == 3, imageSize.allSatisfy({ (1...0xFFFF).contains($0) }) else {
            throw malformed("the image size \(imageSize)", "channels, height and width")
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
                "\(parameterCount) parameters", "\(count), as the recipe \(recipe.name) has for these images")
        }
        return recipe
    }
}
