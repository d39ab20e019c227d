/// What is counted in one part of a data set.
struct PartStatistics {
    /// Of every column of a table, or of every channel of images.
    let columns: [Moments]
    /// How many columns of a table, or levels of images, are the same in all examples where they are known.
    let constantCount: Int
    private(set) var classes: [DataDescription.ClassCount] = []
    private(set) var target: DataDescription.Summary?
    private(set) var missingTargets = 0
    private let rows: ExampleRows

    init(_ rows: ExampleRows) {
        self.rows = rows
        switch rows.content {
        case .images(let images):
            columns = images.moments(per: .channel)
            constantCount = images.constantLevelCount
        case .rows:
            var columns = Array(repeating: Moments(), count: rows.width)
            rows.forEachRow { row in
                for (column, number) in row.enumerated() where !number.isNaN { columns[column].add(number) }
            }
            self.columns = columns
            constantCount = columns.count { $0.isConstant }
        }
        switch rows.targets {
        case .none: break
        case .classes(let labels, let names):
            missingTargets = labels.count { $0 == nil }
            var counts = Array(repeating: 0, count: names.count)
            for case let label? in labels { counts[label] += 1 }
            classes = zip(names, counts).map { .init(name: $0, count: $1) }
        case .numbers(let numbers, let name):
            var moments = Moments()
            for number in numbers where !number.isNaN { moments.add(number) }
            missingTargets = numbers.count - moments.count
            target = .init(name, moments, missing: missingTargets)
        }
    }

    /// The columns of a table, or the channels of images.
    var features: [DataDescription.Summary] {
        switch rows.columns {
        case .features(let features):
            zip(features, columns).map { feature, column in
                .init(
                    feature.name, feature.isText ? Moments() : column, missing: rows.count - column.count)
            }
        case .pixels(let channels):
            zip(channels, columns).map { .init($0, $1, missing: 0) }
        }
    }
}
