import Chainrule

extension DataFinding {
    /// Examples that are there more than once: in both parts, with different targets, or within one part.
    static func equalExamples(in parts: [ExampleRows]) -> [DataFinding] {
        if parts.allSatisfy({ $0.width == 0 }) { return [] }
        func verb(_ count: Int) -> String { count == 1 ? "duplicates" : "duplicate" }
        var index = DuplicateIndex(parts)
        // Of equal examples the first that has a target is what the targets of others are compared with.
        var labelled: [DuplicateIndex.Place: DuplicateIndex.Place] = [:]
        var (repeated, contradicting, leaked): ([DataFinding], [DataFinding], [DataFinding]) = ([], [], [])
        for (number, rows) in parts.enumerated() {
            var (withinPart, inTraining, withOtherTarget) = (0, 0, 0)
            for example in 0..<rows.count {
                let place = DuplicateIndex.Place(part: number, index: example)
                guard let earlier = index.firstEqual(to: place) else { continue }
                if earlier.part == number { withinPart += 1 } else { inTraining += 1 }
                let model = labelled[earlier] ?? earlier
                if !parts[model.part].targets.isKnown(at: model.index) {
                    labelled[earlier] = place
                } else if !rows.targets.agrees(at: example, with: parts[model.part].targets, model.index) {
                    withOtherTarget += 1
                }
            }
            if inTraining > 0 {
                leaked.append(
                    DataFinding(
                        .validationInTraining, part: rows.part, count: inTraining,
                        "\(inTraining) of the \(counted(rows.count, "\(rows.part) example")) "
                            + (inTraining == 1
                                ? "is also a \(parts[0].part) example" : "are also \(parts[0].part) examples")
                    ))
            }
            if withOtherTarget > 0 {
                contradicting.append(
                    DataFinding(
                        .contradictingLabels, part: rows.part, count: withOtherTarget,
                        "\(counted(withOtherTarget, "\(rows.part) example")) \(verb(withOtherTarget)) an earlier one "
                            + "with another label"
                    ))
            }
            if withinPart > 0 {
                repeated.append(
                    DataFinding(
                        .duplicates, part: rows.part, count: withinPart,
                        "\(withinPart) of the \(counted(rows.count, "\(rows.part) example")) \(verb(withinPart)) an earlier one"
                    ))
            }
        }
        return leaked + contradicting + repeated
    }
}

extension ExampleRows.Targets {
    /// Whether an example has a target.
    fileprivate func isKnown(at index: Int) -> Bool {
        switch self {
        case .none: false
        case .classes(let numbers, _): numbers[index] != nil
        case .numbers(let numbers, _): !numbers[index].isNaN
        }
    }

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
