extension TrainingData {
    /// Reads a data set from folders of JPEG or PNG images, one for each class; see ``ImageFolder``.
    ///
    /// Where the directory has folders for parts, such as `train` and `val`, `Training` and `Validation` or `train_set`
    /// and `test_set`, each of them holds the folders of the classes. If there are both a validation and a test part,
    /// the validation part is the validation set, and ``findings`` names the test part as ignored. Without parts, the
    /// validation set is a fifth of every class, always the same, and at least one image of two or more.
    ///
    /// Where grayscale and color images mix, all become RGB.
    ///
    /// - Parameters:
    ///   - directory: Where the folders are; also a directory that holds nothing but that one.
    ///   - name: The name of the data set, by default that of its directory.
    ///   - classNames: The class names, in the order of the labels; by default the names of the folders.
    /// - Throws: `DataError` when there are no images, when one is damaged or of another size than the first, or
    ///   when every class has just one, so that there is none for validation.
    public static func imageFolders(
        directory: String, name: String? = nil, classNames: [String]? = nil
    ) throws(DataError) -> TrainingData {
        let layout = try ImageFolderLayout(directory)
        func folder(_ part: ImageFolderLayout.Part, _ classNames: [String]?) throws(DataError) -> ImageFolder
        {
            try ImageFolder(
                path: ImageFolderLayout.join(directory, part.path), part.content, classNames: classNames)
        }
        var training = try folder(layout.training, classNames)
        var validation = training
        if let part = layout.validation {
            validation = try folder(part, training.classNames)
        } else {
            (training, validation) = training.parts()
            guard validation.count > 0 else {
                throw .malformed(
                    source: directory, found: "one image per class",
                    expected: "more, as some are needed for validation")
            }
        }
        let greyCount = training.greyCount + validation.greyCount
        let channels = max(training.channels, validation.channels)
        let data = try TrainingData(
            name: name ?? defaultName(of: directory),
            training: LabeledImages(training.widened(to: channels)),
            validation: LabeledImages(validation.widened(to: channels)))
        return data.noting(
            [
                .ignored(layout.ignored),
                channels == 1 ? nil : .mixedColors(greyCount, of: training.count + validation.count),
            ].compactMap(\.self))
    }
}

extension ImageFolder {
    /// Four fifths of every class, and the rest for validation.
    fileprivate func parts() -> (training: ImageFolder, validation: ImageFolder) {
        let parts = split(validationShare: 0.2, seed: 0, stratifiedBy: knownClassNumbers ?? [])
        return (keeping(parts.training.indices), keeping(parts.validation.indices))
    }
}
