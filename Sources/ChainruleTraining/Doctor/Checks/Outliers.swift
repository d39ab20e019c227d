import Chainrule

/// A single number beside which all others of its kind look the same, such as one in another unit or a typing error.
enum Outliers: Check {
    static let moments: Set<Moment> = [.beginning]

    /// With fewer numbers, one of them is easily far from the others.
    private static let fewestNumbers = 20
    /// The largest of 20 normally distributed numbers makes up a third of their variance.
    private static let largestShare = 0.95
    /// A feature that has few values beside its most common one, such as a pixel at the border of images, is large where
    /// it is rare.
    private static let distinctShare = 0.1

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        let sample = history.start.sample
        for (name, numbers) in [("target", sample.targets), ("feature", sample.inputs)]
        where numbers.dtype.isFloatingPoint && numbers.rank == 2 {
            let (rows, width) = (numbers.shape[0], numbers.shape[1])
            let all: [Double] = numbers.scalars()
            for column in 0..<width where rows >= fewestNumbers {
                let values = (0..<rows).map { all[$0 * width + column] }
                guard let outlier = outlier(in: values) else { continue }
                let place = width == 1 ? "one \(name)" : "in \(name) \(column), counted from 0, one number"
                return history.finding(
                    .outliers, .warning,
                    evidence:
                        "\(place) is \(brief(outlier)), far from the \(rows - 1) others: it makes up "
                        + "nearly all of the variance, and differences between the others hardly count",
                    advice: "correct or remove this example, or use logarithms or clip large values")
            }
        }
        return nil
    }

    private static func outlier(in values: [Double]) -> Double? {
        guard let spread = Spread(values),
            let place = values.indices.max(by: {
                abs(values[$0] - spread.mean) < abs(values[$1] - spread.mean)
            })
        else { return nil }
        let distance = values[place] - spread.mean
        let variance = spread.deviation * spread.deviation * Double(values.count)
        let others = values.enumerated().filter { $0.offset != place }.map(\.element)
        guard distance * distance > largestShare * variance,
            Double(Set(others).count) > distinctShare * Double(values.count)
        else { return nil }
        return values[place]
    }
}
