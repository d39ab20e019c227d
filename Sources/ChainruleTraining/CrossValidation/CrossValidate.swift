import Chainrule
import ChainruleData

/// Cross-validates a recipe: for each fold, trains on all others and evaluates on it.
///
/// Every class is spread evenly over the folds. Each training starts from the same weights, and standardizes with
/// the mean and deviation of the examples that it learns from.
///
/// ```swift
/// let validation = try crossValidate(recipe, on: data.training, folds: 5, with: recipe.defaults)
/// print(validation.accuracy.mean, validation.accuracy.standardDeviation)
/// ```
///
/// - Parameters:
///   - recipe: what is trained.
///   - images: examples to learn from; a test set should not be among them.
///   - name: what errors call the images.
///   - count: the number of folds.
///   - chosen: what every training is done with.
///   - seed: decides the folds, the weights and the order of the examples; 0 by default.
///   - directory: where the run of every fold and all figures are written; nowhere by default. Folds that an earlier
///     call has trained there are read, and one that it has begun is resumed.
///   - observers: who watches every training; nobody by default.
///   - stop: lets another thread end the training under way after a step.
///   - foldEnds: told of every fold as soon as it is measured.
/// - Throws: `DataError` if there are fewer examples than folds, the images are too small for the recipe, or the
///   directory holds other runs or cannot be written; `CrossValidationError` if a training diverges or is stopped;
///   what `fit` and `foldEnds` throw.
/// - Precondition: there are at least two folds, and no patience, for the examples left out must not decide when to stop.
public func crossValidate(
    _ recipe: Recipe, on images: LabeledImages, named name: String = "the examples", folds count: Int,
    with chosen: Hyperparameters, seed: UInt64 = 0, in directory: CrossValidationDirectory? = nil,
    observers: [any TrainingObserver] = [], stop: StopRequest = StopRequest(),
    foldEnds: (CrossValidation.Fold) throws -> Void = { _ in }
) throws -> CrossValidation {
    require(count >= 2, "crossValidate: \(count) folds, expected at least 2")
    require(
        chosen.patience == nil,
        "crossValidate: no patience is possible, as the validation fold must not decide when to stop")
    guard images.count >= count else {
        throw DataError.malformed(
            source: name, found: "\(images.count) training examples",
            expected: "at least \(count), one for each fold")
    }
    try recipe.requireFit(of: ImageShape(of: images), source: name)
    var folds: [CrossValidation.Fold] = []
    for (index, parts) in images.folds(count, seed: seed, stratifiedBy: images.labels).enumerated() {
        let data = try TrainingData(
            name: name, training: images.subset(parts.training.indices),
            validation: images.subset(parts.validation.indices))
        let run = RecipeRun(recipe, on: data, with: chosen, seed: seed)
        do {
            let outcome =
                try directory?.complete(run, fold: index + 1, of: count, observers, stop)
                ?? run.fit(observers: observers, stop: stop)
            if case .stopped(let reason) = outcome { throw CrossValidationError.stopped(reason: reason) }
        } catch let error as TrainingError {
            throw CrossValidationError.diverged(fold: index + 1, error)
        }
        let end = try run.trainer.evaluate(on: run.validation)
        let fold = CrossValidation.Fold(
            number: index + 1, trainingCount: data.training.count, validationCount: data.validation.count,
            accuracy: end.metrics.values[Accuracy().name]!, loss: end.loss!)
        folds.append(fold)
        try foldEnds(fold)
    }
    let validation = CrossValidation(folds: folds)
    if let directory {
        let record = CrossValidationRecord(validation, of: recipe, with: chosen, seed: seed, in: directory)
        try writeRecord(record, to: directory.recordURL)
    }
    return validation
}
