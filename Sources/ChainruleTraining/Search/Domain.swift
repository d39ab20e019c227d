import Chainrule
import Foundation

/// The values that a hyperparameter may have, laid out on the unit interval.
///
/// All methods draw, compare and narrow positions from 0 to 1, so none of them needs to know the kinds.
public enum Domain: Sendable, Equatable {
    /// Real numbers, spread evenly.
    case uniform(ClosedRange<Double>)
    /// Positive numbers, whose logarithms are spread evenly.
    case log(ClosedRange<Double>)
    /// Whole numbers, each with an equal share of the interval.
    case whole(ClosedRange<Int>)
    /// One of the values, each with an equal share of the interval.
    case choice([Setting])

    /// The value at a position from 0 to 1.
    ///
    /// Real numbers are rounded to four significant digits: what a table shows is then what was tried.
    public func setting(at position: Double) -> Setting {
        switch self {
        case .uniform(let range):
            .number(Self.rounded(range.lowerBound + position * range.width, within: range))
        case .log(let range):
            .number(Self.rounded(range.lowerBound * exp(position * range.logWidth), within: range))
        case .whole(let range):
            .number(Double(range.lowerBound + share(at: position, of: range.count)))
        case .choice(let settings):
            settings[share(at: position, of: settings.count)]
        }
    }

    /// Where a value lies, from 0 to 1: a value of a share is in its middle.
    ///
    /// - Precondition: the value is of this domain.
    public func position(of setting: Setting) -> Double {
        switch (self, setting) {
        case (.uniform(let range), .number(let number)):
            return (number - range.lowerBound) / range.width
        case (.log(let range), .number(let number)):
            return Foundation.log(number / range.lowerBound) / range.logWidth
        case (.whole(let range), .number(let number)):
            return (number - Double(range.lowerBound) + 0.5) / Double(range.count)
        default:
            return (Double(index(of: setting)) + 0.5) / Double(shareCount!)
        }
    }

    /// Values spread evenly from end to end: `count` of a range, or fewer if it has no more; every choice.
    public func grid(_ count: Int) -> [Setting] {
        let shares = shareCount ?? .max
        if case .choice(let settings) = self { return settings }
        if count >= shares { return (0..<shares).map { setting(at: (Double($0) + 0.5) / Double(shares)) } }
        if count == 1 { return [setting(at: 0.5)] }
        return (0..<count).map { setting(at: Double($0) / Double(count - 1)) }
    }

    /// The part of the domain around a value that is `share` of it long; of choices the value alone.
    public func narrowed(around setting: Setting, to share: Double) -> Domain {
        let low = min(max(position(of: setting) - share / 2, 0), 1 - share)
        func ends(_ value: (Double) -> Double) -> ClosedRange<Double> { value(low)...value(low + share) }
        switch self {
        case .uniform(let range):
            return .uniform(ends { range.lowerBound + $0 * range.width })
        case .log(let range):
            return .log(ends { range.lowerBound * exp($0 * range.logWidth) })
        case .whole(let range):
            let first = range.lowerBound + self.share(at: low, of: range.count)
            return .whole(first...range.lowerBound + self.share(at: (low + share).nextDown, of: range.count))
        case .choice:
            return .choice([setting])
        }
    }

    /// How many values there are; nil for real numbers.
    var shareCount: Int? {
        switch self {
        case .uniform, .log: nil
        case .whole(let range): range.count
        case .choice(let settings): settings.count
        }
    }

    /// The place of a choice among the others.
    func index(of setting: Setting) -> Int {
        guard case .choice(let settings) = self, let index = settings.firstIndex(of: setting) else {
            fatalError("Domain: '\(setting)' is not of \(self)")
        }
        return index
    }

    private func share(at position: Double, of count: Int) -> Int {
        min(Int(position * Double(count)), count - 1)
    }

    private static func rounded(_ number: Double, within range: ClosedRange<Double>) -> Double {
        let rounded = Double(String(format: "%.4g", number))!
        return min(max(rounded, range.lowerBound), range.upperBound)
    }
}

extension ClosedRange<Double> {
    fileprivate var width: Double { upperBound - lowerBound }
    fileprivate var logWidth: Double { log(upperBound / lowerBound) }
}
