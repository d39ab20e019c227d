import ChainruleData

extension ImageClassification {
    public static func taskData(_ images: TrainingData) -> TaskData<ImageClassification> { TaskData(images) }

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
