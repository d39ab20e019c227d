import Chainrule

extension DataFinding {
    /// What may be wrong, the gravest first; of a kind in the order of the parts.
    static func all(in parts: [ExampleRows], _ statistics: [PartStatistics]) -> [DataFinding] {
        let described = Array(zip(parts, statistics))
        var found = equalExamples(in: parts)
        found += described.compactMap { missingLabels($0, $1) }
        found += described.compactMap { missingValues($0, $1) }
        found += parts.flatMap { mixedColumns($0) }
        found += parts.flatMap { rows in
            rows.notes.map { .init(.uncertainFormat, part: rows.part, count: 1, $0) }
        }
        found += described.compactMap { emptyClasses($1.classes, part: $0.part) }
        found += described.compactMap { unbalancedClasses($0, $1) }
        if let (training, columns) = described.first {
            found += [constantFeatures(training, columns), differentScales(training, columns)].compactMap(
                \.self)
        }
        return found
    }

    private static func missingLabels(_ rows: ExampleRows, _ statistics: PartStatistics) -> DataFinding? {
        let count = statistics.missingTargets
        if count == 0 { return nil }
        return DataFinding(
            .missingLabels, part: rows.part, count: count,
            "\(count) of the \(counted(rows.count, "\(rows.part) example")) \(count == 1 ? "has" : "have") no label"
        )
    }

    private static func missingValues(_ rows: ExampleRows, _ statistics: PartStatistics) -> DataFinding? {
        let gaps = statistics.features.filter { $0.missing > 0 }.sorted { $0.missing > $1.missing }
        guard let largest = gaps.first else { return nil }
        let description =
            gaps.count == 1
            ? "\(largest.name) is missing in \(largest.missing) of the \(counted(rows.count, "\(rows.part) example"))"
            : "\(gaps.count) columns have missing values in the \(counted(rows.count, "\(rows.part) example")): "
                + firstFew(of: gaps.map { "\($0.name) in \($0.missing)" })
        return DataFinding(
            .missingValues, part: rows.part, count: gaps.reduce(0) { $0 + $1.missing }, description)
    }

    private static func mixedColumns(_ rows: ExampleRows) -> [DataFinding] {
        [true, false].compactMap { isText in
            let mixed = rows.mixedColumns.filter { $0.isText == isText }
            if mixed.isEmpty { return nil }
            let columns = mixed.map { column in
                "\(column.name) (\(column.numberCount) of \(column.numberCount + column.textCount) "
                    + "\(rows.part) cells are numbers, \(column.textCount) \(column.textCount == 1 ? "is" : "are") "
                    + "not: '\(column.text.prefix(20))')"
            }
            return DataFinding(
                .mixedColumns, part: rows.part, count: columns.count,
                "\(isText ? "treated as text" : "text treated as missing numbers"): \(firstFew(of: columns))")
        }
    }

    private static func unbalancedClasses(_ rows: ExampleRows, _ statistics: PartStatistics) -> DataFinding? {
        let present = statistics.classes.filter { $0.count > 0 }
        guard let least = present.min(by: { $0.count < $1.count }),
            let most = present.max(by: { $0.count < $1.count }), most.count >= 10 * least.count
        else { return nil }
        return DataFinding(
            .unbalancedClasses, part: rows.part, count: present.count,
            "\(most.name) has \(counted(most.count, "\(rows.part) example")) and \(least.name) only \(least.count): "
                + "accuracy alone is misleading")
    }

    private static func constantFeatures(_ rows: ExampleRows, _ statistics: PartStatistics) -> DataFinding? {
        let count = statistics.constantCount
        if count == 0 { return nil }
        let description =
            switch rows.columns {
            case .pixels: "\(count) of the \(rows.width) pixel values are the same in all \(rows.part) images"
            case .features(let features):
                "constant in all \(rows.part) examples: "
                    + firstFew(
                        of: zip(features, statistics.columns).filter(\.1.isConstant).map { feature, column in
                            feature.name + (column.count == rows.count ? "" : " (where present)")
                        })
            }
        return DataFinding(.constantFeatures, part: rows.part, count: count, description)
    }

    private static func differentScales(_ rows: ExampleRows, _ statistics: PartStatistics) -> DataFinding? {
        guard case .features(let features) = rows.columns else { return nil }
        let varying = zip(features, statistics.columns).filter { !$0.0.isText && $0.1.deviation > 0 }
        guard let least = varying.min(by: { $0.1.deviation < $1.1.deviation }),
            let most = varying.max(by: { $0.1.deviation < $1.1.deviation }),
            most.1.deviation >= 100 * least.1.deviation
        else { return nil }
        let ratio = most.1.deviation / least.1.deviation
        let times = ratio < 1e9 ? "\(Int(ratio.rounded()))" : "more than a billion"
        return DataFinding(
            .differentScales, part: rows.part, count: 2,
            "the standard deviation of \(most.0.name) is \(times) times that of \(least.0.name): standardize the features"
        )
    }
}
