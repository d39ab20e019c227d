import Chainrule
import ChainruleData
import ChainruleRecipes
import Foundation
import TestSupport
import Testing

/// A few examples of the kind that a recipe takes.
private func fewExamples(for recipe: Recipe) throws -> any LoadedData {
    switch recipe.name {
    case "autoencoder":
        return TaskData(reconstructing: Glyphs.digits.trainingData(trainingCount: 24, validationCount: 1))
    case "char-rnn", "char-transformer":
        return try withTemporaryDirectory { directory in
            let text = directory.appending(path: "text.txt")
            try Data(String(repeating: "the quick brown fox, ", count: 20).utf8).write(to: text)
            return try recipe.task.loadedData(["data": text.path, "sequence-length": "16"], seed: 0)
        }
    case "numbers", "dates":
        return try recipe.task.loadedData(["pairs": "72"], seed: 0)
    case "video":
        return try recipe.task.loadedData(["videos": "24"], seed: 0)
    case "captions", "fcn", "ssd":
        return try recipe.task.loadedData(["scenes": "8"], seed: 0)
    case "adding", "copy-memory":
        return try recipe.task.loadedData(["sequences": "40", "lag": "6"], seed: 0)
    case "ntm":
        return try recipe.task.loadedData(["sequences": "24", "longest": "2"], seed: 0)
    case "text-cnn", "lstm-reader", "tagger":
        return try recipe.task.loadedData(["sentences": "48"], seed: 0)
    case "table":
        return try withTemporaryDirectory { directory in
            let table = directory.appending(path: "table.csv")
            let rows = (0..<60).map { "\($0),\($0 * $0 % 11),\($0 % 3)" }
            try Data((["x,y,z"] + rows).joined(separator: "\n").utf8).write(to: table)
            return try recipe.task.loadedData(["data": table.path, "target": "y"], seed: 0)
        }
    case "alexnet", "convnet", "googlenet", "resnet-18", "vgg-11", "vgg-16":
        let side = recipe.name == "alexnet" ? 67 : 32
        let images = try LabeledImages(
            pixels: (0..<6 * 3 * side * side).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) },
            labels: [0, 1, 2, 0, 1, 2], channels: 3, height: side, width: side,
            classNames: ["a", "b", "c"])
        return TaskData<ImageClassification>(
            name: "here", training: images, validation: images.subset([0]), summary: "")
    default:
        return TaskData(Glyphs.digits.trainingData(trainingCount: 96, validationCount: 1))
    }
}

/// The bytes of all parameters and buffers after an epoch of a few steps.
private func trainedBytes(_ recipe: Recipe, threads: Int) throws -> [[UInt32]] {
    Threads.count = threads
    var chosen = recipe.defaults
    (chosen.epochs, chosen.batchSize) = (1, recipe.name == "alexnet" ? 3 : 24)
    let options: [String: String] =
        switch recipe.name {
        case "autoencoder": ["pretrain": "1"]
        case "char-rnn": ["size": "40", "layers": "2", "dropout": "0.2"]
        case "char-transformer": ["size": "16", "layers": "2", "dropout": "0.1"]
        default: [:]
        }
    let run = try RecipeRun(
        recipe, on: fewExamples(for: recipe), options: OptionValues(options, of: recipe.allOptions),
        with: chosen, seed: 3)
    try run.fit()
    let state = run.model.stateDictionary().sorted { $0.key < $1.key }
    return state.map { $0.value.scalars(as: Float.self).map(\.bitPattern) }
}

/// Trains on 1, 2, 3 and 8 threads; in a process of its own, for other tests ask how many threads there are.
private func expectSameBits(_ name: String) async {
    await #expect(processExitsWith: .success) { [name] in
        let recipe = Recipe.named(name)!
        let expected = try trainedBytes(recipe, threads: 1)
        for threads in [2, 3, 8] where try trainedBytes(recipe, threads: threads) != expected {
            fatalError("\(name): other bits on \(threads) threads")
        }
    }
}

@Suite("The number of threads", .serialized)
struct RunThreadTests {
    private static let deep = [
        "alexnet", "captions", "convnet", "fcn", "googlenet", "lenet-5", "ntm", "resnet-18", "ssd", "vgg-11",
        "vgg-16", "video",
    ]

    @Test(
        "changes no bit of what a recipe learns",
        arguments: Recipe.all.map(\.name).filter { !deep.contains($0) })
    func sameBits(_ name: String) async { await expectSameBits(name) }

    @Test(
        "changes no bit of what a deep network learns", .optimizedBuildsOnly,
        .enabled(if: Engine.current == .oneDNN, "a reference convolution takes a hundred times as long"),
        arguments: deep)
    func sameBitsOfDeepNetworks(_ name: String) async { await expectSameBits(name) }
}
