import Chainrule

/// One part of a data set as a description reads it: a row of numbers for every example, and its target.
public struct ExampleRows: Sendable {
    /// What the numbers of a row are.
    public enum Columns: Sendable, Equatable {
        /// The levels of an image, channel by channel, all on one scale.
        case pixels(channels: [String])
        /// Independent quantities.
        case features([Feature])
    }

    /// A column of a table.
    public struct Feature: Sendable, Equatable {
        public let name: String
        /// Whether the numbers just stand for texts.
        public let isText: Bool

        public init(_ name: String, isText: Bool = false) { (self.name, self.isText) = (name, isText) }
    }

    /// What is to be predicted of the examples, in their order.
    public enum Targets: Sendable, Equatable {
        case none
        /// The number of a class for every example, or nil where it is missing, and what the classes are called.
        case classes([Int?], names: [String])
        /// A number for every example; NaN where it is missing.
        case numbers([Double], name: String)

        fileprivate var count: Int? {
            switch self {
            case .none: nil
            case .classes(let labels, _): labels.count
            case .numbers(let numbers, _): numbers.count
            }
        }
    }

    /// What the part is called, such as `training`.
    public let part: String
    /// The number of examples.
    public let count: Int
    /// The shape of one example.
    public let shape: [Int]
    public let columns: Columns
    public let targets: Targets
    /// The columns of a table that may be text by mistake.
    var mixedColumns: [MixedColumn] = []
    /// How a table was read, and what of that is not certain.
    var (reading, notes): (String?, [String]) = (nil, [])
    let content: Content

    /// The rows themselves.
    enum Content: Sendable {
        case images(LabeledImages)
        /// Rows that are produced on demand; NaN where a number is missing.
        case rows(@Sendable (_ index: Int, _ row: UnsafeMutableBufferPointer<Double>) -> Void)
    }

    /// The count of numbers in a row.
    public var width: Int { shape.reduce(1, *) }

    /// The levels of images, 0 to 255, and their classes.
    public init(_ images: LabeledImages, part: String) {
        let names = [1: ["grey"], 3: ["red", "green", "blue"]][images.channels]
        self.part = part
        count = images.count
        shape = [images.channels, images.height, images.width]
        columns = .pixels(channels: names ?? (1...images.channels).map { "channel \($0)" })
        targets = .classes(images.labels.map { Int($0) }, names: images.classNames)
        content = .images(images)
    }

    /// The rows of a table.
    ///
    /// - Parameters:
    ///   - features: What the columns are called.
    ///   - values: The numbers, row by row; NaN where one is missing. As many as rows times `features`.
    ///   - targets: What is to be predicted; as many as there are rows.
    ///   - part: What the part is called, such as `training`.
    public init(features: [Feature], values: [Double], targets: Targets, part: String) {
        let count = targets.count ?? (features.isEmpty ? 0 : values.count / features.count)
        require(
            values.count == count * features.count,
            "ExampleRows: \(values.count) values for \(count) rows of \(features.count) features")
        self.init(features: features, count: count, targets: targets, part: part) { index, row in
            for position in 0..<features.count { row[position] = values[index * features.count + position] }
        }
    }

    /// Rows that are produced on demand.
    init(
        features: [Feature], count: Int, targets: Targets, part: String,
        copy: @escaping @Sendable (_ index: Int, _ row: UnsafeMutableBufferPointer<Double>) -> Void
    ) {
        self.part = part
        self.count = count
        shape = [features.count]
        columns = .features(features)
        self.targets = targets
        content = .rows(copy)
    }

    /// Calls `body` with every row of a table in turn.
    func forEachRow(_ body: (_ row: UnsafeMutableBufferPointer<Double>) -> Void) {
        guard case .rows(let copy) = content else { return }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: width) { row in
            row.initialize(repeating: 0)
            for index in 0..<count {
                copy(index, row)
                body(row)
            }
        }
    }

    /// The bytes of a row, equal for rows with equal numbers.
    func withBytes<Result>(of index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        switch content {
        case .images(let images):
            images.pixels.withUnsafeBytes { bytes in
                body(UnsafeRawBufferPointer(rebasing: bytes[index * width..<(index + 1) * width]))
            }
        case .rows(let copy):
            withUnsafeTemporaryAllocation(of: Double.self, capacity: width) { row in
                row.initialize(repeating: 0)
                copy(index, row)
                return body(UnsafeRawBufferPointer(row))
            }
        }
    }
}
