/// Statistics of a data set, and likely problems.
public struct DataDescription: Sendable, Codable, Equatable {
    /// The numbers of one column, of one channel of all images, or of the targets.
    public struct Summary: Sendable, Codable, Equatable {
        public let name: String
        /// How many are missing.
        public let missing: Int
        /// Nil in a column of text, and where all numbers are missing; so are the other three.
        public let minimum: Double?
        public let maximum: Double?
        public let mean: Double?
        /// The root of the mean square distance from the mean, of all numbers and not of a sample; nil also where
        /// it is beyond float64.
        public let deviation: Double?

        init(_ name: String, _ moments: Moments, missing: Int) {
            let isEmpty = moments.count == 0
            self.name = name
            self.missing = missing
            minimum = isEmpty ? nil : moments.minimum
            maximum = isEmpty ? nil : moments.maximum
            mean = isEmpty ? nil : moments.mean
            // The squares of the largest float64 are beyond all of them.
            deviation = isEmpty || !moments.deviation.isFinite ? nil : moments.deviation
        }
    }

    /// How many examples a class has.
    public struct ClassCount: Sendable, Codable, Equatable {
        public let name: String
        public let count: Int
    }

    /// One part of the data set, such as the validation set.
    public struct Part: Sendable, Codable, Equatable {
        public let name: String
        /// The number of examples.
        public let count: Int
        /// The columns of a table, or the channels of images.
        public let features: [Summary]
        /// The classes in the order of their numbers; empty if there are none.
        public let classes: [ClassCount]
        /// The targets that are numbers.
        public let target: Summary?
        /// How a table was read, such as "tab-separated, no header, 5574 rows"; nil if it is none.
        public let reading: String?
        /// How many examples have no target.
        public let missingTargets: Int
    }

    /// What the data set is called.
    public let name: String
    /// The shape of one example: `[channels, height, width]` of an image, `[features]` of a row.
    public let shape: [Int]
    public let parts: [Part]
    /// Likely problems, the most serious first.
    public let findings: [DataFinding]

    /// Describes a data set of one or more parts, the training set first.
    ///
    /// - Parameters:
    ///   - name: What the data set is called.
    ///   - parts: Its parts.
    ///   - notes: What was found while the data was read.
    public init(name: String, parts: [ExampleRows], notes: [DataFinding] = []) {
        let statistics = parts.map { PartStatistics($0) }
        self.name = name
        shape = parts.first?.shape ?? []
        self.parts = zip(parts, statistics).map { Self.part($0, $1) }
        findings = DataFinding.all(in: parts, statistics) + notes
    }

    /// Describes the training and validation images.
    public init(_ data: TrainingData) {
        self.init(
            name: data.name,
            parts: [
                ExampleRows(data.training, part: "training"),
                ExampleRows(data.validation, part: "validation"),
            ], notes: data.notes)
    }

    private static func part(_ rows: ExampleRows, _ statistics: PartStatistics) -> Part {
        Part(
            name: rows.part, count: rows.count, features: statistics.features, classes: statistics.classes,
            target: statistics.target, reading: rows.reading, missingTargets: statistics.missingTargets)
    }
}
