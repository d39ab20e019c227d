import Chainrule

/// Findings while a data set is read.
extension DataFinding {
    /// Files and folders that are ignored, each with its reason; nil if there are none.
    static func ignored(_ items: [String]) -> DataFinding? {
        if items.isEmpty { return nil }
        return DataFinding(.ignored, part: nil, count: items.count, "ignored: \(firstFew(of: items))")
    }

    /// Grey images among others in colour; nil if there are none.
    static func mixedColors(_ greyCount: Int, of count: Int) -> DataFinding? {
        if greyCount == 0 { return nil }
        return DataFinding(
            .mixedColors, part: nil, count: greyCount,
            "\(greyCount) of the \(count) images \(greyCount == 1 ? "is" : "are") grayscale and used as RGB")
    }

    /// Classes without an example; nil if there are none.
    static func emptyClasses(_ counts: [DataDescription.ClassCount], part: String) -> DataFinding? {
        let empty = counts.filter { $0.count == 0 }
        if empty.isEmpty { return nil }
        return DataFinding(
            .emptyClasses, part: part, count: empty.count,
            "\(empty.count) of the \(counts.count) classes \(empty.count == 1 ? "has" : "have") no \(part) example: "
                + firstFew(of: empty.map(\.name)))
    }
}

extension LabeledImages {
    /// How many examples each class has.
    var classCounts: [DataDescription.ClassCount] {
        var counts = Array(repeating: 0, count: classCount)
        for label in labels { counts[Int(label)] += 1 }
        return zip(classNames, counts).map { .init(name: $0, count: $1) }
    }
}

/// The first few of many names.
func firstFew(of names: [String]) -> String {
    let shown = names.prefix(5).joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
}
