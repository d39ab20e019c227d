import Chainrule

/// Inputs or targets that are NaN or infinite, as missing cells of a table are.
enum NonFiniteData: Check {
    static let moments: Set<Moment> = [.beginning]

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        let sample = history.start.sample
        for (name, numbers) in [("inputs", sample.inputs), ("targets", sample.targets)]
        where numbers.dtype.isFloatingPoint && numbers.rank > 0 {
            let count = numbers.shape[0]
            let width = max(1, numbers.shape.elementCount / max(1, count))
            let places = numbers.scalars(as: Double.self).enumerated().filter { !$0.element.isFinite }
            let examples = Set(places.map { $0.offset / width }).count
            guard let first = places.first else { continue }
            let columns = Set(places.map { $0.offset % width }).sorted()
            let place =
                numbers.rank == 2
                ? " (column \(listed(columns.map(String.init))), counted from 0)" : ""
            return history.finding(
                .nonFiniteData, .serious,
                evidence:
                    "the \(name) of \(examples) of \(count) examples contain \(first.element.isNaN ? "NaN" : "infinity")"
                    + "\(place): the loss and every gradient become NaN with them",
                advice:
                    "fill in missing values, for example with the mean of the column, or remove these examples"
            )
        }
        return nil
    }
}
