import ChainruleData
import Foundation

/// The options that say which images a run is made with, and the images: data on the disk, or synthetic ones.
enum ImageDataOptions {
    private static let glyphs = RecipeOption<Glyphs>(
        "glyphs", valueName: "glyphs",
        help: "Without --data: train on synthetic images of these characters, by default digits.")
    private static let examples = RecipeOption<Int>.count(
        "examples", help: "Without --data: number of synthetic training images, by default 20000.",
        in: 1...1_000_000)

    static var all: [any RecipeOptionDeclaration] {
        [DataOptions.data, glyphs, examples, DataOptions.seed, ImageAugmentation.option]
    }

    static func usageProblem(_ options: OptionValues) -> String? {
        let synthetic: [any RecipeOptionDeclaration] = [glyphs, examples, DataOptions.seed]
        guard options[DataOptions.data] != nil,
            let given = synthetic.first(where: { options.texts[$0.name] != nil })
        else { return nil }
        return "--\(given.name) is for synthetic images and cannot be combined with --data"
    }

    static func dependsOnSeed(_ options: OptionValues) -> Bool { options[DataOptions.data] == nil }

    static func load(_ options: OptionValues, seed: UInt64) throws(DataError) -> TrainingData {
        if let directory = options[DataOptions.data] { return try TrainingData(directory: directory) }
        let count = options[examples] ?? 20_000
        return (options[glyphs] ?? .digits).trainingData(
            trainingCount: count, validationCount: (count + 4) / 5, seed: options[DataOptions.seed] ?? seed)
    }

    static func files(_ options: OptionValues) throws(DataError) -> [String: String] {
        guard let directory = options[DataOptions.data] else { return [:] }
        let names = try TrainingData.files(inDirectory: directory)
        return Dictionary(uniqueKeysWithValues: names.map { ($0, "\(directory)/\($0)") })
    }

    /// Throws if the directory is within one of folders of images, where every folder is a class.
    static func requireOutside(_ directory: String, _ options: OptionValues) throws(DataError) {
        guard let data = options[DataOptions.data] else { return }
        let place = URL(fileURLWithPath: directory).standardizedFileURL.path
        guard place.hasPrefix(data + "/"), try TrainingData.isOfImageFolders(data) else { return }
        throw .malformed(
            source: place, found: "a directory inside the data",
            expected: "one outside of \(data), where every folder is a class")
    }
}
