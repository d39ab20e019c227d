import ChainruleData
import ChainruleNN
import ChainruleRecipes
import ChainruleStudio
import ChainruleTraining

/// The network of the playground's page of drawn characters: that of a run, or one that is trained when it is first wanted.
enum DigitNetwork {
    /// Fewer than a run of `train` has, so that nobody waits long; it is enough for over 98 %.
    private static let syntheticImages = 15_000

    /// - Parameter directory: images as `chainrule train` takes them; synthetic digits by default.
    static func trained(on directory: String?) -> SharedReader {
        SharedReader { progress in
            progress("reading the images", 0)
            let images =
                try directory.map { try TrainingData(directory: $0) }
                ?? Glyphs.digits.trainingData(
                    trainingCount: syntheticImages, validationCount: syntheticImages / 10)
            try check(
                images.training.channels, images.training.height, images.training.width,
                directory ?? images.name)
            let recipe = Recipe.named("lenet")!
            var hyperparameters = recipe.defaults
            hyperparameters.epochs = 1
            let run = try RecipeRun(
                recipe, on: TaskData<ImageClassification>(images), with: hyperparameters, seed: 0)
            let stepCount =
                (images.training.count + hyperparameters.batchSize - 1) / hyperparameters.batchSize
            try run.fit(observers: [
                .onStep { step in
                    progress(
                        "training a LeNet on \(images.training.count) images: step \(step.step) of \(stepCount)",
                        Double(step.step) / Double(stepCount))
                }
            ])
            let accuracy = try run.evaluate(on: run.validation).accuracy ?? 0
            let kind = directory.map { "those of \($0)" } ?? "synthetic digits"
            return try reader(
                of: run.model, run.task,
                note:
                    "A LeNet, trained here for an epoch on \(images.training.count) images, \(kind); it knows "
                    + "\(percent(accuracy)) of \(run.validation.count) others.")
        }
    }

    /// - Throws: `DataError` if the run classifies no square images in shades of grey.
    static func saved(_ run: SavedRun, path: String) throws -> SharedReader {
        let reader = try reader(
            of: run.model, run.task, note: "\(run.recipe.name), the run in \(path).", path: path)
        return SharedReader { _ in reader }
    }

    private static func reader(
        of model: any Layer, _ task: any LearningTask, note: String, path: String = "the run"
    ) throws -> DrawingReader {
        guard let task = task as? ImageClassification else {
            throw DataError.malformed(
                source: path, found: "a run of \(type(of: task).name)",
                expected: "one of \(ImageClassification.name)")
        }
        let shape = task.imageShape
        try check(shape.channels, shape.height, shape.width, path)
        let (mean, deviation) = (task.standardization.mean[0], task.standardization.deviation[0])
        return DrawingReader(
            model, classNames: task.classNames, side: shape.height,
            inputs: (0...255).map { Float((Double($0) / 255 - mean) / deviation) }, note: note)
    }

    private static func check(_ channels: Int, _ height: Int, _ width: Int, _ source: String)
        throws(DataError)
    {
        guard channels == 1, height == width, height >= 16 else {
            throw .malformed(
                source: source, found: "images of \(channels) × \(height) × \(width)",
                expected: "square ones with a single channel, from 16 × 16 on, as drawings have")
        }
    }
}
