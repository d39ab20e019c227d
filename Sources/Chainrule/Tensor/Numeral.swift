import Foundation

/// A finite number in decimal notation, with no more digits than tell it apart from its neighbours.
struct Numeral {
    enum Notation { case positional, scientific }

    /// The digits before the point, with the sign.
    let whole: String
    /// The digits behind the point; empty for an integer.
    let fraction: String
    /// Sign and digits behind the `e`; empty in positional notation.
    let exponent: String

    /// - Parameter places: how many digits there may be behind the point: fewer are filled up with further
    ///   digits of the exact value, more are rounded away.
    init<T: FloatingScalar>(_ number: T, _ notation: Notation, places: ClosedRange<Int> = 0...Int.max) {
        let needed = ShortestDigits(number)
        switch notation {
        case .positional: self.init(number, "f", places: needed.fractional, in: places)
        case .scientific: self.init(number, "e", places: needed.significant - 1, in: places)
        }
    }

    /// C's formatting rounds the exact binary value, so with as many places as the number needs it gives the
    /// shortest digits.
    private init<T: FloatingScalar>(
        _ number: T, _ conversion: String, places needed: Int, in allowed: ClosedRange<Int>
    ) {
        let places = min(max(needed, allowed.lowerBound), allowed.upperBound)
        let text = String(format: "%.\(places)\(conversion)", number.asDouble)
        let halves = text.split(separator: "e")
        let digits = halves[0].split(separator: ".")
        let trimmed = digits.count > 1 ? digits[1].trimmingSuffix("0") : ""
        whole = String(digits[0])
        fraction = String(trimmed).rightPadded(to: allowed.lowerBound, with: "0")
        exponent = halves.count > 1 ? String(halves[1]) : ""
    }

    /// The number as one word, such as `2.0`, `0.25` or `1e-05`.
    var text: String {
        if exponent.isEmpty { return "\(whole).\(fraction.isEmpty ? "0" : fraction)" }
        return "\(whole)\(fraction.isEmpty ? "" : ".")\(fraction)e\(exponent)"
    }
}

/// How many digits it takes to write a number so that reading them gives exactly that number again.
private struct ShortestDigits {
    /// From the first digit that is not zero to the last.
    let significant: Int
    /// Behind the decimal point.
    let fractional: Int

    init<T: FloatingScalar>(_ number: T) {
        // Swift describes a number by its shortest digits, in either notation.
        let halves = "\(number.magnitude)".split(separator: "e")
        let exponent = halves.count > 1 ? Int(halves[1])! : 0
        let parts = halves[0].split(separator: ".")
        let fraction = parts.count > 1 ? parts[1].trimmingSuffix("0") : ""
        fractional = max(0, fraction.count - exponent)
        let digits = (parts[0] + fraction).drop { $0 == "0" }
        significant = max(1, digits.trimmingSuffix("0").count)
    }
}
