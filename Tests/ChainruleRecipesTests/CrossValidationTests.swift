import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation
import RecipeTestSupport
import TestSupport
import Testing

@Suite("Cross-validation") struct CrossValidationTests {
    private let recipe = Recipe.named("softmax")!
    private var chosen: Hyperparameters {
        var chosen = recipe.defaults
        (chosen.epochs, chosen.batchSize) = (2, 20)
        return chosen
    }

    private func data(_ images: LabeledImages) throws -> TaskData<ImageClassification> {
        TaskData(try TrainingData(name: "glyphs", training: images, validation: images.prefix(1)))
    }

    /// Keeps the examples of every training.
    private final class Parts: TrainingObserver {
        private(set) var list: [(training: StandardizedImages, validation: StandardizedImages)] = []

        func trainingBegins(_ training: Training) throws {
            list.append(
                (
                    try #require(training.examples as? StandardizedImages),
                    try #require(training.validation as? StandardizedImages)
                ))
        }
    }

    @Test("every example is left out once, every class evenly, and standardization knows none of them")
    func parts() throws {
        let images = Glyphs.digits.draw(100)
        let parts = Parts()
        let validation = try crossValidate(
            recipe, on: data(images), folds: 3, with: chosen, observers: [parts])
        #expect(validation.folds.map(\.number) == [1, 2, 3])
        #expect(validation.folds.map(\.validationCount).sorted() == [33, 33, 34])
        #expect(validation.folds.allSatisfy { $0.trainingCount + $0.validationCount == 100 })
        var leftOut: [[UInt8]] = []
        for (training, validation) in parts.list {
            #expect(training.standardization == Standardization(fitting: training.images, per: .all))
            #expect(validation.standardization == training.standardization)
            for label in UInt8(0)..<10 {
                #expect((3...4).contains(validation.images.labels.count { $0 == label }))
            }
            leftOut += (0..<validation.count).map { Array(validation.images.image(at: $0)) }
        }
        #expect(Set(leftOut) == Set((0..<100).map { Array(images.image(at: $0)) }))
        #expect(leftOut.count == 100)
    }

    @Test("a fold's figures are those of a run on its parts")
    func figures() throws {
        let parts = Parts()
        var told: [CrossValidation.Fold] = []
        let validation = try crossValidate(
            recipe, on: data(Glyphs.digits.draw(60)), folds: 2, with: chosen, seed: 3, observers: [parts]
        ) { told.append($0) }
        #expect(told == validation.folds)
        for (fold, (training, validation)) in zip(validation.folds, parts.list) {
            let data = try TrainingData(
                name: "fold", training: training.images, validation: validation.images)
            let run = try RecipeRun(recipe, on: TaskData(data), with: chosen, seed: 3)
            try run.fit()
            #expect(run.trainer.history.last?.validationMetrics == fold.metrics)
            #expect(run.trainer.history.last?.validationLoss == fold.loss)
        }
    }

    @Test("the seed decides everything")
    func determinism() throws {
        let images = Glyphs.digits.draw(60)
        func validation(_ seed: UInt64) throws -> CrossValidation {
            try crossValidate(recipe, on: data(images), folds: 3, with: chosen, seed: seed)
        }
        let first = try validation(1)
        #expect(try validation(1) == first)
        #expect(try validation(2) != first)
    }

    @Test("with a directory resumes where it stopped, to the same figures, and then only reads")
    func resumption() throws {
        try withTemporaryDirectory { url in
            let images = Glyphs.digits.draw(60)
            func validation(
                _ path: String?, folds: Int = 3, _ observer: Witness = Witness(),
                _ stop: StopRequest = StopRequest()
            ) throws -> CrossValidation {
                let directory = path.map {
                    CrossValidationDirectory(url.appending(path: $0).path)
                }
                return try crossValidate(
                    recipe, on: data(images), folds: folds, with: chosen, in: directory,
                    observers: [observer],
                    stop: stop)
            }
            let whole = try validation(nil)
            #expect(try validation("whole") == whole)

            // Two epochs of two batches: it stops in the second epoch of the second fold.
            let stop = StopRequest()
            var steps = 0
            let stopper = Witness { _ in
                steps += 1
                if steps == 7 { stop(because: "enough") }
            }
            let error = #expect(throws: CrossValidationError.self) { try validation("parts", stopper, stop) }
            #expect(error?.description == "enough")
            let rest = Witness()
            #expect(try validation("parts", rest) == whole)
            #expect(rest.steps.map(\.step) == [4, 1, 2, 3, 4])

            let nothing = Witness()
            #expect(try validation("parts", nothing) == whole)
            #expect(nothing.steps.isEmpty)
            let file = url.appending(path: "parts/cross-validation.json")
            let record = try JSONDecoder().decode(CrossValidationRecord.self, from: Data(contentsOf: file))
            #expect(record.folds == whole.folds && record.metrics == whole.metrics)
            #expect(record.recipe == "softmax" && record.hyperparameters == chosen)

            // Another number of folds has other parts, and so runs of its own.
            #expect(try validation("parts", folds: 2) == validation(nil, folds: 2))
        }
    }

    @Test("with a directory of other settings is refused")
    func otherSettings() throws {
        try withTemporaryDirectory { url in
            func validate(_ chosen: Hyperparameters) throws {
                _ = try crossValidate(
                    recipe, on: data(Glyphs.digits.draw(20)), folds: 2, with: chosen,
                    in: CrossValidationDirectory(url.path))
            }
            try validate(chosen)
            var other = chosen
            other.l2 = 0.5
            let error = #expect(throws: DataError.self) { try validate(other) }
            #expect(
                error?.description
                    == "\(url.path)/fold-1-of-2: found a run with the L2 \(chosen.l2), expected 0.5, or another directory"
            )
        }
    }

    @Test("a training that diverges is reported with its fold")
    func divergence() throws {
        var chosen = chosen
        chosen.learningRate = 1e9
        let error = #expect(throws: CrossValidationError.self) {
            try crossValidate(recipe, on: data(Glyphs.digits.draw(60)), folds: 2, with: chosen)
        }
        #expect(error?.description.hasPrefix("fold 1: the loss became ") == true)
    }

    @Test("as many folds as examples leave out one at a time; one more is refused")
    func leaveOneOut() throws {
        let images = Glyphs.digits.draw(4)
        let validation = try crossValidate(recipe, on: data(images), folds: 4, with: chosen)
        #expect(validation.folds.map(\.validationCount) == [1, 1, 1, 1])
        #expect(
            throws: DataError.malformed(
                source: "glyphs", found: "4 training examples", expected: "at least 5, one for each fold")
        ) {
            _ = try crossValidate(recipe, on: data(images), folds: 5, with: chosen)
        }
    }

    @Test("the spread is the mean and the sample's standard deviation")
    func spread() {
        // Σ(x − 5)² = 9 + 1 + 1 + 9 = 20, and √(20 / 3) = 2.5819889.
        let spread = MeanAndDeviation([2, 4, 6, 8])
        #expect(spread.mean == 5)
        #expect(abs(spread.standardDeviation - 2.581_988_9) < 1e-6)
        #expect(MeanAndDeviation([7]) == MeanAndDeviation([7, 7]))
        #expect(MeanAndDeviation([7]).standardDeviation == 0)
    }
}
