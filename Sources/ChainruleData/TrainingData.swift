/// A training set with its validation set.
public struct TrainingData: Sendable, Equatable {
    /// What the data set is called.
    public let name: String
    /// The training set.
    public let training: LabeledImages
    /// The validation set.
    public let validation: LabeledImages
    /// What was noticed when the files were read.
    private(set) var notes: [DataFinding] = []

    /// What to know before training: files that were ignored, and classes without a training example.
    public var findings: [DataFinding] {
        notes + [.emptyClasses(training.classCounts, part: "training")].compactMap(\.self)
    }

    /// Joins the two parts of a data set.
    ///
    /// - Throws: `DataError.malformed` when the parts differ in image size or classes.
    public init(name: String, training: LabeledImages, validation: LabeledImages) throws(DataError) {
        guard training.channels == validation.channels else {
            throw .malformed(
                source: name, found: "validation images of \(validation.channels) channels",
                expected: "\(training.channels) as in the training set")
        }
        guard training.height == validation.height, training.width == validation.width else {
            throw .malformed(
                source: name, found: "validation images of \(validation.height) × \(validation.width) pixels",
                expected: "\(training.height) × \(training.width) as in the training set")
        }
        guard training.classNames == validation.classNames else {
            throw .malformed(
                source: name, found: "validation classes \(validation.classNames.joined(separator: ", "))",
                expected: "\(training.classNames.joined(separator: ", ")) as in the training set")
        }
        self.init(checkedName: name, training: training, validation: validation)
    }

    init(checkedName name: String, training: LabeledImages, validation: LabeledImages) {
        self.name = name
        self.training = training
        self.validation = validation
    }

    /// The same data with `findings` of its files.
    func noting(_ findings: [DataFinding]) -> TrainingData {
        var data = self
        data.notes += findings
        return data
    }
}
