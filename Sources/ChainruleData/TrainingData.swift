/// A data set in its two parts: what a network learns from and what measures how well it learned.
public struct TrainingData: Sendable, Equatable {
    /// What the data set is called.
    public let name: String
    /// The examples to learn from.
    public let training: LabeledImages
    /// The examples that training never sees.
    public let heldOut: LabeledImages

    /// Joins the two parts of a data set.
    ///
    /// - Throws: `DataError.malformed` when the parts differ in image size or classes.
    public init(name: String, training: LabeledImages, heldOut: LabeledImages) throws(DataError) {
        guard training.channels == heldOut.channels else {
            throw .malformed(
                source: name, found: "held-out images of \(heldOut.channels) channels",
                expected: "\(training.channels) as in training")
        }
        guard training.height == heldOut.height, training.width == heldOut.width else {
            throw .malformed(
                source: name, found: "held-out images of \(heldOut.height) × \(heldOut.width) pixels",
                expected: "\(training.height) × \(training.width) as in training")
        }
        guard training.classNames == heldOut.classNames else {
            throw .malformed(
                source: name, found: "held-out classes \(heldOut.classNames.joined(separator: ", "))",
                expected: "\(training.classNames.joined(separator: ", ")) as in training")
        }
        self.init(checkedName: name, training: training, heldOut: heldOut)
    }

    init(checkedName name: String, training: LabeledImages, heldOut: LabeledImages) {
        self.name = name
        self.training = training
        self.heldOut = heldOut
    }
}
