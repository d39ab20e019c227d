/// What is counted in one part of a data set.
struct PartStatistics {
    /// Of every column or pixel.
    private(set) var columns: [Moments]
    private(set) var classes: [DataDescription.ClassCount] = []
    private(set) var target: DataDescription.Summary?
    private(set) var missingTargets = 0
    private let rows: ExampleRows

    init(_ rows: ExampleRows) {
        self.rows = rows
        columns = Array(repeating: Moments(), count: rows.width)
        rows.forEachRow { _, row in
            for (column, number) in row.enumerated() where !number.isNaN { columns[column].add(number) }
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
            return zip(features, columns).map { feature, column in
                let missing = rows.count - column.count
                return feature.isText
                    ? .init(feature.name, Moments(), missing: missing)
                    : .init(feature.name, column, missing: missing)
            }
        case .pixels(let channels):
            let size = columns.count / channels.count
            return channels.enumerated().map { index, name in
                var all = Moments()
                for column in columns[index * size..<(index + 1) * size] { all.merge(column) }
                return .init(name, all, missing: rows.count * size - all.count)
            }
        }
    }
}
