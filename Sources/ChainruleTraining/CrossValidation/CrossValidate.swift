import Chainrule
import ChainruleData

/// Trains a recipe once for every fold, on all the others, and measures it on the one left out.
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
///   - images: examples to learn from; those held out for a last measurement should not be among them.
///   - name: what errors call the images.
///   - count: the number of folds.
///   - chosen: what every training is done with.
///   - seed: decides the folds, the weights and the order of the examples; 0 by default.
///   - observers: who watches every training; nobody by default.
///   - foldEnds: told of every fold as soon as it is measured.
/// - Throws: `DataError` if there are fewer examples than folds, or the images are too small for the recipe;
///   what `fit` and `foldEnds` throw.
/// - Precondition: there are at least two folds.
public func crossValidate(
    _ recipe: Recipe, on images: LabeledImages, named name: String = "the examples", folds count: Int,
    with chosen: Hyperparameters, seed: UInt64 = 0, observers: [any TrainingObserver] = [],
    foldEnds: (CrossValidation.Fold) throws -> Void = { _ in }
) throws -> CrossValidation {
    require(count >= 2, "crossValidate: \(count) folds, expected at least 2")
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
            heldOut: images.subset(parts.heldOut.indices))
        let run = RecipeRun(recipe, on: data, with: chosen, seed: seed)
        try run.fit(observers: observers)
        let end = try run.trainer.evaluate(on: run.heldOut)
        let fold = CrossValidation.Fold(
            number: index + 1, trainingCount: data.training.count, heldOutCount: data.heldOut.count,
            accuracy: end.metrics.values[Accuracy().name]!, loss: end.loss!)
        folds.append(fold)
        try foldEnds(fold)
    }
    return CrossValidation(folds: folds)
}
