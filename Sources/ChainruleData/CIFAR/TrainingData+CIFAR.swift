extension TrainingData {
    /// Reads a data set from the binary files of CIFAR.
    ///
    /// CIFAR-10 is `data_batch_1.bin` and so on, as many as there are, for validation `test_batch.bin`. CIFAR-100
    /// is `train.bin`, for validation `test.bin`, with its hundred classes. Files that are part of one, such as
    /// `data_batch_1_first4000.bin` and `test_batch_first1000.bin`, are found too.
    ///
    /// - Parameters:
    ///   - directory: Where the files are.
    ///   - name: The name of the data set, by default that of its directory.
    ///   - classNames: The class names, by default as published.
    /// - Throws: `DataError` when a file is missing or malformed.
    public static func cifar(
        directory: String, name: String? = nil, classNames: [String]? = nil
    ) throws(DataError) -> TrainingData {
        let content = try DirectoryListing(directory, expected: "a directory with CIFAR's binary files").files
        let files = CIFAR.files(among: content)
        func read(_ names: [String], _ expected: String) throws(DataError) -> LabeledImages {
            guard !names.isEmpty else { throw .missing(path: "\(directory)/\(expected)", expected: "a file") }
            return try files.kind.read(names.map { "\(directory)/\($0)" }, classNames: classNames)
        }
        return try TrainingData(
            name: name ?? defaultName(of: directory),
            training: read(files.training, "data_batch_*.bin"),
            validation: read(files.validation, "test*.bin"))
    }

    static func cifarFiles(in directory: String) throws(DataError) -> [String] {
        let content = try DirectoryListing(directory, expected: "a directory with CIFAR's binary files").files
        let files = CIFAR.files(among: content)
        return files.training + files.validation
    }
}

extension CIFAR {
    /// Whether a directory with such `names` in it is meant to hold files of CIFAR.
    static func looksLikeCIFAR(_ names: [String]) -> Bool { !files(among: names).training.isEmpty }

    static func files(among paths: [String]) -> (kind: CIFAR, training: [String], validation: [String]) {
        func those(_ isWanted: (Substring) -> Bool) -> [String] {
            paths.filter { path in
                let name = path.split(separator: "/").last ?? ""
                return name.hasSuffix(".bin") && isWanted(name)
            }
        }
        let (batches, validation) = (those { $0.hasPrefix("data_batch") }, those { $0.hasPrefix("test") })
        if !batches.isEmpty { return (.cifar10, batches, validation) }
        return (.cifar100, those { $0 == "train.bin" }, validation)
    }
}
