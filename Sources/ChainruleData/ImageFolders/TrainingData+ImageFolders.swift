extension TrainingData {
    /// Reads a data set from folders of JPEG or PNG images, one for each class; see ``ImageFolder``.
    ///
    /// With the folders `train` and `test` in the directory, each of them holds the folders of the classes.
    /// Without, a fifth of every class is used for validation, always the same, and at least one image of two or more.
    ///
    /// - Parameters:
    ///   - directory: Where the folders are.
    ///   - name: What the data set is called, by default as its directory.
    ///   - classNames: What the classes are called, in the order of their numbers; by default as the folders
    ///     in their order.
    /// - Throws: `DataError` when there are no images, when one is damaged or of another size than the first, or
    ///   when nothing is left for validation because every class has just one.
    public static func imageFolders(
        directory: String, name: String? = nil, classNames: [String]? = nil
    ) throws(DataError) -> TrainingData {
        let name = name ?? defaultName(of: directory)
        if try isInTwoParts(directory) {
            let training = try LabeledImages(folder: "\(directory)/train", classNames: classNames)
            let validation = try LabeledImages(folder: "\(directory)/test", classNames: training.classNames)
            return try TrainingData(name: name, training: training, validation: validation)
        }
        let images = try LabeledImages(folder: directory, classNames: classNames)
        let parts = images.split(validationShare: 0.2, seed: 0, stratifiedBy: images.labels)
        guard parts.validation.count > 0 else {
            throw .malformed(
                source: directory, found: "one image per class",
                expected: "more, as some are needed for validation")
        }
        return TrainingData(
            checkedName: name, training: images.subset(parts.training.indices),
            validation: images.subset(parts.validation.indices))
    }

    static func imageFiles(in directory: String) throws(DataError) -> [String] {
        var files: [String] = []
        for part in try isInTwoParts(directory) ? ["train/", "test/"] : [""] {
            for (folder, names) in try ImageFolder.content(of: "\(directory)/\(part)") {
                files += names.map { "\(part)\(folder)/\($0)" }
            }
        }
        return files
    }

    /// Whether the training set and the validation set have folders of their own.
    private static func isInTwoParts(_ directory: String) throws(DataError) -> Bool {
        Set(["train", "test"]).isSubset(
            of: try directoryContent(directory, expected: "a directory of images"))
    }
}
