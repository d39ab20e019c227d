import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining
import Foundation
import RecipeTestSupport
import TestSupport
import Testing

@Suite("The option augment of recipes for images")
struct ImageAugmentationTests {
    private let recipe = Recipe.named("softmax")!

    private func run(_ names: String?, mix: String? = nil) throws -> RecipeRun {
        var texts = ["examples": "20", "data-seed": "1"]
        texts["augment"] = names
        texts["mix"] = mix
        let options = OptionValues(texts, of: recipe.allOptions)
        var chosen = recipe.defaults
        (chosen.epochs, chosen.batchSize) = (2, 8)
        return try RecipeRun(
            recipe, on: recipe.task.loadedData(options, seed: 1), options: options, with: chosen, seed: 1)
    }

    private func inputs(_ samples: any SampleSet, epoch: Int = 0) throws -> [Float] {
        let order = MiniBatches(count: samples.count, batchSize: 20, seed: 1, epoch: epoch, shuffled: false)
        return try PrefetchedBatches(of: samples, in: order).next()!.inputs.scalars()
    }

    @Test(
        "changes training images in every epoch, and nothing else",
        arguments: [
            "crop", "flip", "affine", "elastic", "jitter", "cutout", "crop,flip,affine,elastic,jitter,cutout",
        ])
    func training(_ names: String) throws {
        let (plain, augmented) = (try run(nil), try run(names))
        let original = try inputs(plain.training)
        let first = try inputs(augmented.augmentedTraining)
        #expect(first.count == original.count && first != original && first.allSatisfy(\.isFinite))
        #expect(try inputs(augmented.augmentedTraining) == first)
        #expect(try inputs(augmented.augmentedTraining, epoch: 1) != first)
        #expect(try inputs(plain.augmentedTraining) == original)
        // What is measured on stays as it is.
        #expect(try inputs(augmented.training) == original)
        #expect(try inputs(augmented.validation) == inputs(plain.validation))
        #expect(augmented.training.knownClassNumbers == augmented.augmentedTraining.knownClassNumbers)
    }

    @Test("mixes training images and their classes", arguments: ["mixup", "cutmix"])
    func mixing(_ name: String) throws {
        let (plain, mixed) = (try run(nil), try run(nil, mix: name))
        let first = try inputs(mixed.augmentedTraining)
        #expect(try first != inputs(plain.training) && first.allSatisfy(\.isFinite))
        #expect(try inputs(mixed.augmentedTraining) == first)
        #expect(try inputs(mixed.augmentedTraining, epoch: 1) != first)
        #expect(try inputs(mixed.training) == inputs(plain.training))
        let targets = try mixed.augmentedTraining.batch(ArraySlice(0..<20)).targets
        #expect(targets.shape == [20, 10])
        expectClose(targets.sum(axes: 1), .ones([20]), tolerance: 1e-5)
        try mixed.fit()
        #expect(mixed.trainer.history.allSatisfy { $0.loss.isFinite })
    }

    @Test("mixing needs a loss that takes probabilities")
    func hardLosses() throws {
        for name in ["svm", "perceptron", "adaline", "autoencoder", "table"] {
            let recipe = try #require(Recipe.named(name))
            #expect(!recipe.allOptions.contains { $0.name == "mix" }, "\(name)")
        }
        let option = try #require(recipe.allOptions.first { $0.name == "mix" })
        #expect(option.accepts("cutmix") && !option.accepts("mixup,cutmix"))
    }

    @Test(
        "is recorded, and repeated bit for bit when a run is resumed", arguments: [nil, "mixup", "cutmix"])
    func resuming(mix: String?) throws {
        try withTemporaryDirectory { url in
            let (whole, parts) = (
                RunDirectory(url.appending(path: "whole").path),
                RunDirectory(url.appending(path: "parts").path)
            )
            let names = "affine,elastic,cutout"
            let record = try RunRecord(of: run(names, mix: mix))
            #expect(record.options.texts["augment"] == names && record.options.texts["mix"] == mix)
            try run(names, mix: mix).complete(record, in: whole)
            // Two epochs of three batches: it stops in the second.
            let stop = StopRequest()
            let stopper = Witness { if $0.step == 5 { stop(because: "of the test") } }
            try run(names, mix: mix).complete(record, in: parts, observers: [stopper], stop: stop)
            let resumed = try RecipeRun(resuming: parts.record(), source: parts.url.path)
            try resumed.complete(record, in: parts)
            let (expected, found) = (try SavedRun(whole), try SavedRun(parts))
            for (a, b) in zip(expected.model.parameters(), found.model.parameters()) {
                expectClose(b.parameter.value, a.parameter.value, tolerance: .exact, a.name)
            }
            try run(nil).complete(
                RunRecord(of: run(nil)), in: RunDirectory(url.appending(path: "plain").path))
            let plain = try SavedRun(url.appending(path: "plain").path)
            let same = zip(expected.model.parameters(), plain.model.parameters()).allSatisfy {
                $0.parameter.value.scalars(as: Float.self) == $1.parameter.value.scalars(as: Float.self)
            }
            #expect(!same)
        }
    }

    @Test(
        "takes known names once each, with commas between them",
        arguments: ["", "crop,", "turn", "flip,flip", "crop flip"])
    func refusals(_ text: String) throws {
        let option = try #require(recipe.allOptions.first { $0.name == "augment" })
        #expect(!option.accepts(text) && option.accepts("crop,flip"))
        #expect(option.expected.contains("crop, flip, affine, elastic, jitter, cutout"))
    }

    @Test("is none of the options of recipes for tables")
    func tables() throws {
        let table = try #require(Recipe.named("table"))
        #expect(!table.allOptions.contains { $0.name == "augment" })
    }
}
