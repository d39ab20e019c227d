import Foundation

extension Tensor {
    /// The value in a few words on one line, for tables and drawings.
    ///
    /// A scalar is a number of about four digits, up to six elements stand in brackets, and more are told by
    /// their range and mean.
    package var briefText: String {
        let array = value
        if array.count == 0 { return "[]" }
        if array.count > 6 { return dtype == .bool ? countOfTrue : rangeAndMean }
        let words = briefWords
        if rank == 0 { return words[0] }
        var layout = BracketLayout(excerpt: Excerpt(of: shape), words: words[...])
        return layout.brackets(axis: 0).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private var briefWords: [String] {
        switch dtype {
        case .float32: scalars(as: Float.self).map(briefNumeral)
        case .float64: scalars(as: Double.self).map(briefNumeral)
        case .int32, .uint8: scalars(as: Int32.self).map(\.description)
        case .bool: scalars(as: Bool.self).map(\.description)
        }
    }

    private var countOfTrue: String {
        let elements = scalars(as: Bool.self)
        return "\(elements.count { $0 }) of \(elements.count) true"
    }

    /// The value where there is less room: up to six elements, or else the smallest and the largest one.
    package var rangeText: String {
        value.count <= 6 || dtype == .bool ? briefText : boundsText
    }

    /// The smallest and the largest element.
    package var boundsText: String {
        rangeWords { smallest, _, largest in ["\(smallest) … \(largest)"] }
    }

    private var rangeAndMean: String {
        rangeWords { smallest, mean, largest in ["min \(smallest)", "mean \(mean)", "max \(largest)"] }
    }

    /// What `words` makes of the finite elements, and how many others there are.
    private func rangeWords(
        _ words: (_ smallest: String, _ mean: String, _ largest: String) -> [String]
    ) -> String {
        let elements = scalars(as: Double.self)
        let finite = elements.filter(\.isFinite)
        var parts: [String] = []
        if let smallest = finite.min(), let largest = finite.max() {
            let mean = finite.reduce(0, +) / Double(finite.count)
            func edge(_ x: Double) -> String { dtype.isFloatingPoint ? briefNumeral(x) : "\(Int(x))" }
            if smallest == largest && finite.count == elements.count {
                parts.append("all \(edge(smallest))")
            } else {
                parts += words(edge(smallest), briefNumeral(mean), edge(largest))
            }
        }
        let counts = [("nan", elements.count(where: \.isNaN)), ("inf", elements.count(where: \.isInfinite))]
        for (name, count) in counts where count > 0 { parts.append("\(count) \(name)") }
        return parts.joined(separator: ", ")
    }
}

/// A real number of about four digits; whole parts below a million are written out.
private func briefNumeral<T: FloatingScalar>(_ number: T) -> String {
    let magnitude = number.magnitude.asDouble
    guard magnitude > 0 && magnitude.isFinite else { return RealFormat.loneWord(number) }
    guard (1e-4..<1e6).contains(magnitude) else { return Numeral(number, .scientific, places: 0...3).text }
    let places = max(1, 3 - Int(log10(magnitude).rounded(.down)))
    return Numeral(number, .positional, places: 0...places).text
}
