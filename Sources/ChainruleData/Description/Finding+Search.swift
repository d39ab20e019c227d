extension DataFinding {
    /// What may be wrong, the gravest first; of a kind in the order of the parts.
    static func all(in parts: [ExampleRows], _ statistics: [PartStatistics]) -> [DataFinding] {
        let described = Array(zip(parts, statistics))
        var found = equalExamples(in: parts)
        found += described.compactMap { missingLabels($0, $1) }
        found += described.flatMap { missingValues($0, $1) }
        found += described.compactMap { emptyClasses($0, $1) }
        found += described.compactMap { unbalancedClasses($0, $1) }
        if let (training, columns) = described.first {
            found += [constantFeatures(training, columns), differentScales(training, columns)].compactMap(
                \.self)
        }
        return found
    }

    private static func equalExamples(in parts: [ExampleRows]) -> [DataFinding] {
        var index = DuplicateIndex(parts)
        var (repeated, contradicting, leaked): ([DataFinding], [DataFinding], [DataFinding]) = ([], [], [])
        for (number, rows) in parts.enumerated() {
            var (withinPart, inTraining, withOtherTarget) = (0, 0, 0)
            rows.forEachRow { example, row in
                let place = DuplicateIndex.Place(part: number, index: example)
                guard let earlier = index.firstEqual(to: row, at: place) else { return }
                if earlier.part == number { withinPart += 1 } else { inTraining += 1 }
                let isContradicted = !rows.targets.agrees(
                    at: example, with: parts[earlier.part].targets, earlier.index)
                if isContradicted { withOtherTarget += 1 }
            }
            if inTraining > 0 {
                leaked.append(
                    DataFinding(
                        .heldOutInTraining, part: rows.part, count: inTraining,
                        "\(inTraining) of the \(rows.count) \(rows.part) examples are \(parts[0].part) examples too"
                    ))
            }
            if withOtherTarget > 0 {
                contradicting.append(
                    DataFinding(
                        .contradictingLabels, part: rows.part, count: withOtherTarget,
                        "\(withOtherTarget) \(rows.part) examples equal an earlier one that has another label"
                    ))
            }
            if withinPart > 0 {
                repeated.append(
                    DataFinding(
                        .duplicates, part: rows.part, count: withinPart,
                        "\(withinPart) of the \(rows.count) \(rows.part) examples repeat an earlier one"))
            }
        }
        return leaked + contradicting + repeated
    }

    private static func missingLabels(_ rows: ExampleRows, _ statistics: PartStatistics) -> DataFinding? {
        let count = statistics.missingTargets
        if count == 0 { return nil }
        return DataFinding(
            .missingLabels, part: rows.part, count: count,
            "\(count) of the \(rows.count) \(rows.part) examples have no label")
    }

    private static func missingValues(_ rows: ExampleRows, _ statistics: PartStatistics) -> [DataFinding] {
        statistics.features.filter { $0.missing > 0 }.map { feature in
            DataFinding(
                .missingValues, part: rows.part, count: feature.missing,
                "\(feature.name) is missing in \(feature.missing) of the \(rows.count) \(rows.part) examples")
        }
    }

    private static func emptyClasses(_ rows: ExampleRows, _ statistics: PartStatistics) -> DataFinding? {
        let empty = statistics.classes.filter { $0.count == 0 }
        if empty.isEmpty { return nil }
        return DataFinding(
            .emptyClasses, part: rows.part, count: empty.count,
            "no \(rows.part) example is of \(list(empty.map(\.name)))")
    }

    private static func unbalancedClasses(_ rows: ExampleRows, _ statistics: PartStatistics) -> DataFinding? {
        let present = statistics.classes.filter { $0.count > 0 }
        guard let least = present.min(by: { $0.count < $1.count }),
            let most = present.max(by: { $0.count < $1.count }), most.count >= 10 * least.count
        else { return nil }
        return DataFinding(
            .unbalancedClasses, part: rows.part, count: present.count,
            "\(most.name) has \(most.count) \(rows.part) examples and \(least.name) only \(least.count): "
                + "accuracy alone says little")
    }

    private static func constantFeatures(_ rows: ExampleRows, _ statistics: PartStatistics) -> DataFinding? {
        let constant = statistics.columns.indices.filter {
            let column = statistics.columns[$0]
            return column.count > 0 && column.minimum == column.maximum
        }
        if constant.isEmpty || rows.count < 2 { return nil }
        let description =
            switch rows.columns {
            case .pixels:
                "\(constant.count) of the \(rows.width) levels are the same in all \(rows.part) images"
            case .features(let features):
                "the same in all \(rows.part) examples: \(list(constant.map { features[$0].name }))"
            }
        return DataFinding(.constantFeatures, part: rows.part, count: constant.count, description)
    }

    private static func differentScales(_ rows: ExampleRows, _ statistics: PartStatistics) -> DataFinding? {
        guard case .features(let features) = rows.columns else { return nil }
        let varying = zip(features, statistics.columns).filter { !$0.0.isText && $0.1.deviation > 0 }
        guard let least = varying.min(by: { $0.1.deviation < $1.1.deviation }),
            let most = varying.max(by: { $0.1.deviation < $1.1.deviation }),
            most.1.deviation >= 100 * least.1.deviation
        else { return nil }
        let times = Int((most.1.deviation / least.1.deviation).rounded())
        return DataFinding(
            .differentScales, part: rows.part, count: 2,
            "\(most.0.name) varies \(times) times as much as \(least.0.name): standardize the features")
    }

    /// The first few of many names.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(5).joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }
}

extension ExampleRows.Targets {
    /// Whether two examples have the same target, or one of them has none.
    fileprivate func agrees(at index: Int, with other: ExampleRows.Targets, _ otherIndex: Int) -> Bool {
        switch (self, other) {
        case (.classes(let mine, _), .classes(let theirs, _)):
            guard let label = mine[index], let otherLabel = theirs[otherIndex] else { return true }
            return label == otherLabel
        case (.numbers(let mine, _), .numbers(let theirs, _)):
            return mine[index] == theirs[otherIndex] || mine[index].isNaN || theirs[otherIndex].isNaN
        default: return true
        }
    }
}
