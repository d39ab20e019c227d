import Foundation

/// The result of a gradient check.
public struct GradientReport: Sendable, CustomStringConvertible {
    /// How derivatives are compared.
    public enum Mode: String, Sendable {
        /// Every element of the Jacobian.
        case full
        /// One random direction per input.
        case fast
    }

    /// A derivative, computed in two ways.
    public struct Comparison: Sendable {
        /// The input with respect to which the derivative was taken.
        public let input: Place
        /// The index of the output's element; nil in the fast mode, which weighs them all together.
        public let output: [Int]?
        /// The derivative by the chain rule.
        public let analytic: Double
        /// The derivative by differences.
        public let numeric: Double
        /// |analytic − numeric|, divided by the larger of both or by a number above the rounding noise.
        public let error: Double
    }

    /// An element of an input at which the derivative is undefined: a kink or a jump of the function.
    public struct Kink: Sendable {
        public let input: Place
        /// The primitive with the kink, or "control flow" where the function took another branch.
        public let primitive: String
    }

    /// An element of an input.
    public struct Place: Sendable, Equatable, CustomStringConvertible {
        /// The input's position among the inputs.
        public let number: Int
        /// The input's name, if it has one.
        public let name: String?
        /// The element's index along every axis; nil for all elements together.
        public let element: [Int]?

        public var description: String {
            (name.map { "'\($0)'" } ?? "input \(number)") + (element.map { " \($0)" } ?? "")
        }
    }

    /// The mode whose comparisons these are.
    public let mode: Mode
    /// Why the full mode took over from the fast one; nil if it did not.
    public let fallback: String?
    /// The largest error that passes.
    public let tolerance: Double
    /// The number of derivatives compared: elements of the Jacobian, or directions in the fast mode.
    public private(set) var comparedCount = 0
    /// The number of compared derivatives that differ by more than the tolerance or are NaN.
    public private(set) var failureCount = 0
    /// The comparison with the largest error, NaN before all others; nil if nothing was compared.
    public private(set) var worst: Comparison?
    /// The elements at which differences straddle a kink. Derivatives that disagree there were left out.
    public private(set) var kinks: [Kink] = []

    /// Why no derivative was compared; nil if one was.
    public var obstacle: String? {
        if comparedCount > 0 { return nil }
        return kinks.isEmpty ? emptiness : "a difference crosses a kink at every element that disagrees"
    }

    /// Whether derivatives were compared and all of them agree.
    public var passed: Bool { comparedCount > 0 && failureCount == 0 }

    /// The largest error, 0 if nothing was compared.
    public var worstError: Double { worst?.error ?? 0 }

    /// Why there is nothing to compare, if it comes to that.
    private let emptiness: String

    init(mode: Mode, tolerance: Double, fallback: String? = nil, emptiness: String) {
        self.mode = mode
        self.tolerance = tolerance
        self.fallback = fallback
        self.emptiness = emptiness
    }

    mutating func record(_ comparison: Comparison) {
        comparedCount += 1
        if !(comparison.error <= tolerance) { failureCount += 1 }
        if comparedCount == 1 || comparison.error > worstError || comparison.error.isNaN && !worstError.isNaN
        {
            worst = comparison
        }
    }

    mutating func record(_ kink: Kink) { kinks.append(kink) }

    public var description: String {
        let unit = mode == .full ? "derivatives" : "directions"
        let verdict =
            if let obstacle {
                "failed: no derivative was compared, because \(obstacle)"
            } else if passed {
                "passed: \(comparedCount) \(unit) compared"
            } else {
                "failed: \(failureCount) of \(comparedCount) \(unit) disagree"
            }
        var parts = [verdict]
        if let worst {
            let output = worst.output.map { ", output \($0)" } ?? ""
            parts.append(
                "worst error \(String(format: "%.1e", worst.error)) at \(worst.input)\(output): "
                    + "analytic \(worst.analytic), numeric \(worst.numeric)")
        }
        if let first = kinks.first {
            let count = kinks.count == 1 ? "1 kink" : "\(kinks.count) kinks"
            parts.append("\(count), the first at \(first.input) in \(first.primitive)")
        }
        if let fallback { parts.append("full mode because \(fallback)") }
        return parts.joined(separator: "; ")
    }
}
