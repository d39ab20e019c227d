/// Why an experiment of the playground cannot be made or go on; the page shows it.
package struct PlaygroundError: Error, Equatable, CustomStringConvertible {
    /// What was found and what is expected, for the reader of the page.
    package let description: String
    /// The name of the control it is about, if it is about one.
    package let setting: String?

    package init(_ description: String, setting: String? = nil) {
        (self.description, self.setting) = (description, setting)
    }
}

extension PlaygroundSettings {
    /// Throws unless a setting is within its bounds.
    ///
    /// ```swift
    /// try check(learningRate, within: 0...10, "learning rate", setting: "learningRate")
    /// ```
    package func check<Value: Comparable>(
        _ value: Value, within range: ClosedRange<Value>, _ name: String, setting: String
    ) throws(PlaygroundError) {
        // NaN is in no range.
        if range.contains(value) { return }
        throw PlaygroundError(
            "the \(name) is \(value), expected \(range.lowerBound) to \(range.upperBound)", setting: setting)
    }
}
