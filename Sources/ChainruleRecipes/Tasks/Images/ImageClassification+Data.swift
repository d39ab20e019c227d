import ChainruleData
import Foundation

extension ImageClassification {
    static let data = RecipeOption<String>.path(
        "data", valueName: "path",
        help:
            "The data: MNIST's IDX files, CIFAR's binary files, or one folder of images per class, for recipes for "
            + "images; a CSV file for recipes for tables.")
    static let glyphs = RecipeOption<Glyphs>(
        "glyphs", valueName: "glyphs",
        help: "Without --data: train on synthetic images of these characters, by default digits.")
    static let examples = RecipeOption<Int>.count(
        "examples", help: "Without --data: number of synthetic training images, by default 20000.",
        in: 1...1_000_000)
    static let dataSeed = RecipeOption<UInt64>(
        "data-seed", valueName: "n",
        help:
            "Random seed of synthetic images and of splits into training and validation set; by default the run's.",
        expected: "an integer from 0 to \(UInt64.max)"
    ) { UInt64($0) }

    public static var options: [any RecipeOptionDeclaration] { [data, glyphs, examples, dataSeed] }

    public static func usageProblem(_ options: OptionValues) -> String? {
        let synthetic: [any RecipeOptionDeclaration] = [glyphs, examples, dataSeed]
        guard options[data] != nil, let given = synthetic.first(where: { options.texts[$0.name] != nil })
        else { return nil }
        return "--\(given.name) is for synthetic images and cannot be combined with --data"
    }

    public static func dependsOnSeed(_ options: OptionValues) -> Bool { options[data] == nil }

    public static func load(
        _ options: OptionValues, seed: UInt64
    ) throws(DataError) -> TaskData<ImageClassification> {
        if let directory = options[data] { return TaskData(try TrainingData(directory: directory)) }
        let count = options[examples] ?? 20_000
        return TaskData(
            (options[glyphs] ?? .digits).trainingData(
                trainingCount: count, validationCount: (count + 4) / 5, seed: options[dataSeed] ?? seed))
    }

    public static func files(_ options: OptionValues) throws(DataError) -> [String: String] {
        guard let directory = options[data] else { return [:] }
        let names = try TrainingData.files(inDirectory: directory)
        return Dictionary(uniqueKeysWithValues: names.map { ($0, "\(directory)/\($0)") })
    }

    /// Throws if the directory is within one of folders of images, where every folder is a class.
    public static func requireOutside(_ directory: String, _ options: OptionValues) throws(DataError) {
        guard let data = options[data] else { return }
        let place = URL(fileURLWithPath: directory).standardizedFileURL.path
        guard place.hasPrefix(data + "/"), try TrainingData.isOfImageFolders(data) else { return }
        throw .malformed(
            source: place, found: "a directory inside the data",
            expected: "one outside of \(data), where every folder is a class")
    }

    public func validationExamples(
        at path: String, _ options: OptionValues
    ) throws(DataError) -> LabeledImages {
        try TrainingData(directory: path, name: path, classNames: classNames).validation
    }
}

extension TaskData<ImageClassification> {
    /// Images with their classes as the data of a recipe.
    public init(_ data: TrainingData) {
        let images = data.training
        self.init(
            name: data.name, training: images, validation: data.validation,
            summary: "\(images.count) training and \(data.validation.count) validation images of "
                + "\(ImageShape(of: images)), \(images.classCount) classes",
            notes: data.findings.map(\.description))
    }
}
