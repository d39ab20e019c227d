import ChainruleData

/// What the tasks have in common whose examples are made: the random seed decides what they are, and no file holds them.
protocol GeneratedTask: LearningTask {
    /// What the data sets are called.
    static var dataName: String { get }
    /// What is made, as in `drawn scenes`.
    static var examplesName: String { get }
    /// What to do with a model, as there are no files to evaluate it on.
    static var advice: String { get }
    static var size: GeneratedSize { get }

    /// Makes a training and a validation set, which have no example in common.
    static func make(
        training: Int, validation: Int, _ options: OptionValues, seed: UInt64
    ) -> (training: Examples, validation: Examples)

    /// What the examples are, behind their numbers: `images of 3 × 48 × 48, drawn`.
    static func summary(of examples: Examples) -> String
}

extension GeneratedTask {
    public static var options: [any RecipeOptionDeclaration] { [size.option, DataOptions.seed] }

    public static func dependsOnSeed(_ options: OptionValues) -> Bool { true }

    public static func files(_ options: OptionValues) throws(DataError) -> [String: String] { [:] }

    public static func load(_ options: OptionValues, seed: UInt64) throws(DataError) -> TaskData<Self> {
        let counts = size.counts(options)
        let (training, validation) = make(
            training: counts.training, validation: counts.validation, options,
            seed: options[DataOptions.seed] ?? seed)
        return TaskData(
            name: dataName, training: training, validation: validation,
            summary: "\(training.count) training and \(validation.count) validation "
                + summary(of: training))
    }

    public func validationExamples(at path: String, _ options: OptionValues) throws(DataError) -> Examples {
        throw Self.otherData(path)
    }

    /// What is said of data that are not made.
    static func otherData(_ path: String) -> DataError {
        .malformed(
            source: path, found: "data for a recipe that is trained and evaluated on \(examplesName)",
            expected: "no --data; \(advice)")
    }
}

/// How many examples are made.
struct GeneratedSize {
    /// The number of training examples.
    let option: RecipeOption<Int>
    /// What it is by default.
    let usual: Int
    /// The training examples for each validation example.
    let trainingPerValidation: Int

    func counts(_ options: OptionValues) -> (training: Int, validation: Int) {
        let count = options[option] ?? usual
        return (count, (count + trainingPerValidation - 1) / trainingPerValidation)
    }
}
