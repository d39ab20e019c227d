import Chainrule
import ChainruleData
import ChainruleTraining

/// Cross-validates a recipe: for each fold, trains on all others and evaluates on it.
///
/// Every class is spread evenly over the folds. Each training starts from the same weights, and its preprocessing is
/// fitted to the examples that it learns from.
///
/// ```swift
/// let validation = try crossValidate(recipe, on: data, folds: 5)
/// print(validation.metrics["accuracy"]!.mean, validation.metrics["accuracy"]!.standardDeviation)
/// ```
///
/// - Parameters:
///   - recipe: what is trained.
///   - data: their training set is used, and their validation set is not.
///   - count: the number of folds.
///   - options: the options beyond the hyperparameters; none by default.
///   - chosen: what every run is trained with; by default the recipe's defaults.
///   - seed: decides the folds, the weights and the order of the examples; 0 by default.
///   - directory: where the run of every fold and all figures are written; nowhere by default. Folds that an earlier
///     call has trained there are read, and one that it has begun is resumed.
///   - observers: who watches every run; nobody by default.
///   - stop: lets another thread stop the current run after a step.
///   - foldEnds: told of every fold as soon as it is measured.
/// - Throws: `DataError` if there are fewer examples than folds, the data do not fit the recipe, or the
///   directory holds other runs or cannot be written; `CrossValidationError` if a run diverges or is stopped;
///   what `fit` and `foldEnds` throw.
/// - Precondition: there are at least two folds, and no patience, for the examples left out must not decide when to stop.
public func crossValidate(
    _ recipe: Recipe, on data: any LoadedData, folds count: Int, options: OptionValues = [:],
    with chosen: Hyperparameters? = nil, seed: UInt64 = 0, in directory: CrossValidationDirectory? = nil,
    observers: [any TrainingObserver] = [], stop: StopRequest = StopRequest(),
    foldEnds: (CrossValidation.Fold) throws -> Void = { _ in }
) throws -> CrossValidation {
    require(count >= 2, "crossValidate: \(count) folds, expected at least 2")
    let chosen = chosen ?? recipe.defaults
    require(
        chosen.patience == nil,
        "crossValidate: no patience is possible, as the validation fold must not decide when to stop")
    guard data.trainingCount >= count else {
        throw DataError.malformed(
            source: data.name, found: "\(data.trainingCount) training examples",
            expected: "at least \(count), one for each fold")
    }
    var folds: [CrossValidation.Fold] = []
    for (index, parts) in data.folds(count, seed: seed).enumerated() {
        let run = try RecipeRun(recipe, on: parts, options: options, with: chosen, seed: seed)
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
            number: index + 1, trainingCount: parts.trainingCount, validationCount: parts.validationCount,
            metrics: end.metrics.values, loss: end.loss!)
        folds.append(fold)
        try foldEnds(fold)
    }
    let validation = CrossValidation(folds: folds)
    if let directory {
        let record = CrossValidationRecord(
            validation, of: recipe, options: options, with: chosen, seed: seed, in: directory)
        try writeRecord(record, to: directory.recordURL)
    }
    return validation
}
