import ChainruleData

extension ImageClassification {
    public static var options: [any RecipeOptionDeclaration] { ImageDataOptions.all }

    public static func usageProblem(_ options: OptionValues) -> String? {
        ImageDataOptions.usageProblem(options)
    }

    public static func dependsOnSeed(_ options: OptionValues) -> Bool {
        ImageDataOptions.dependsOnSeed(options)
    }

    public static func load(
        _ options: OptionValues, seed: UInt64
    ) throws(DataError) -> TaskData<ImageClassification> {
        TaskData(try ImageDataOptions.load(options, seed: seed))
    }

    public static func files(_ options: OptionValues) throws(DataError) -> [String: String] {
        try ImageDataOptions.files(options)
    }

    public static func requireOutside(_ directory: String, _ options: OptionValues) throws(DataError) {
        try ImageDataOptions.requireOutside(directory, options)
    }

    public func validationExamples(
        at path: String, _ options: OptionValues
    ) throws(DataError) -> LabeledImages {
        try TrainingData(directory: path, name: path, classNames: classNames).validation
    }

    /// Images of JPEG or PNG files, those of a directory, or those of a NumPy array.
    ///
    /// An array is [height, width], [channels, height, width] or [N, channels, height, width], or [N, height, width] for
    /// grey images; integers are levels from 0 to 255, other numbers shares from 0 to 1.
    public func inputs(at path: String) throws(DataError) -> [TaskInput] {
        try ImageInputs(shape: imageShape) { standardization.scaling.apply(to: $0) }.read(path)
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
