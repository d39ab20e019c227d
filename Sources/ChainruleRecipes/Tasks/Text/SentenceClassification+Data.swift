import ChainruleData
import Foundation

extension SentenceClassification {
    public static var options: [any RecipeOptionDeclaration] {
        [DataOptions.data] + SentenceData.options + [GeneratedSentences.size.option] + WordSettings.options
            + [
                DataOptions.seed
            ]
    }

    public static func usageProblem(_ options: OptionValues) -> String? {
        if options[DataOptions.data] != nil {
            return options[GeneratedSentences.size.option] == nil
                ? nil : "--sentences is for generated sentences and cannot be combined with --data"
        }
        guard let given = SentenceData.options.first(where: { options.texts[$0.name] != nil }) else {
            return nil
        }
        return "--\(given.name) is for sentences that are read and needs --data"
    }

    public static func dependsOnSeed(_ options: OptionValues) -> Bool {
        guard let data = try? data(options) else { return true }
        return !data.hasValidation
    }

    /// Where sentences are read from; nil if they are generated.
    private static func data(_ options: OptionValues) throws(DataError) -> SentenceData? {
        guard let path = options[DataOptions.data] else { return nil }
        return try SentenceData(path, heldOut: options[HeldOut.option])
    }

    public static func files(_ options: OptionValues) throws(DataError) -> [String: String] {
        try data(options)?.files ?? [:]
    }

    /// Throws if the directory is within one of texts, where every folder may be a class.
    public static func requireOutside(_ directory: String, _ options: OptionValues) throws(DataError) {
        guard let path = options[DataOptions.data], case .directory = try data(options) else { return }
        let place = URL(fileURLWithPath: directory).standardizedFileURL.path
        guard place.hasPrefix(path + "/") else { return }
        throw .malformed(
            source: place, found: "a directory inside the data", expected: "one outside of \(path)")
    }

    public static func load(
        _ options: OptionValues, seed: UInt64
    ) throws(DataError) -> TaskData<SentenceClassification> {
        guard let data = try data(options), let path = options[DataOptions.data] else {
            return generated(options, seed: options[DataOptions.seed] ?? seed)
        }
        let (all, given, notes) = try data.read(options)
        let (training, validation) = given.map { (all, $0) } ?? all.split(options, seed: seed)
        return TaskData(
            name: URL(fileURLWithPath: path).lastPathComponent, training: training, validation: validation,
            summary: summary(training, validation), notes: notes)
    }

    private static func generated(
        _ options: OptionValues, seed: UInt64
    ) -> TaskData<SentenceClassification> {
        let counts = GeneratedSentences.size.counts(options)
        let settings = WordSettings(options)
        let training = Opinions.make(counts.training, seed: seed)
        let validation = Opinions.make(
            counts.validation, part: .validation, seed: seed, unlike: Set(training.texts))
        let parts = [training, validation].map { SentenceExamples($0, settings) }
        return TaskData(
            name: "opinions", training: parts[0], validation: parts[1],
            summary: summary(parts[0], parts[1]) + ", generated")
    }

    private static func summary(_ training: SentenceExamples, _ validation: SentenceExamples) -> String {
        let classes = training.sentences.classNames
        let names =
            classes.count <= 10 ? "classes \(classes.joined(separator: ", "))" : "\(classes.count) classes"
        return "\(training.count) training and \(validation.count) validation sentences, \(names)"
    }

    /// Sentences with classes to evaluate on: a directory of texts, or a table with the columns of the training set.
    public func validationExamples(
        at path: String, _ options: OptionValues
    ) throws(DataError) -> SentenceExamples {
        let settings = WordSettings(options)
        switch try SentenceData(path, heldOut: nil) {
        case .directory(let directory):
            let folder = directory.validation ?? directory.training
            return SentenceExamples(try folder.sentences(classNames: classNames), settings)
        case .tables(let parts):
            guard let table else {
                throw .malformed(
                    source: path, found: "a table",
                    expected: "a directory of texts, as the model was trained on")
            }
            return SentenceExamples(
                try table.sentences(at: parts.validation ?? parts.training, classNames: classNames), settings)
        }
    }

    /// Sentences: those of a text file, one in each line, `-` for standard input, a sentence itself, or, for a model that was
    /// trained on a table, those of another one.
    public func inputs(at path: String) throws(DataError) -> [TaskInput] {
        guard let table, TableFiles.isTable(path) else {
            return try SentenceInputs.read(path).map(encoding.taskInput)
        }
        return try table.texts(at: path).map(encoding.taskInput)
    }
}
