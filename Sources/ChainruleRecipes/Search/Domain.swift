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
            .number(Self.rounded(range.number(at: position), within: range))
        case .log(let range):
            .number(Self.rounded(range.number(atLog: position), within: range))
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
            return (Foundation.log(number) - Foundation.log(range.lowerBound)) / range.logWidth
        case (.whole(let range), .number(let number)):
            return (number - Double(range.lowerBound) + 0.5) / Double(range.count)
        default:
            guard case .choice(let settings) = self, let index = settings.firstIndex(of: setting) else {
                fatalError("Domain: '\(setting)' is not of \(self)")
            }
            return (Double(index) + 0.5) / Double(settings.count)
        }
    }

    /// Values spread evenly from end to end: `count` of a range, or fewer if it has no more; every choice.
    public func grid(_ count: Int) -> [Setting] {
        switch self {
        case .choice(let settings): return settings
        case .whole(let range) where range.count <= count: return range.map { .number(Double($0)) }
        default: break
        }
        if count == 1 { return [setting(at: 0.5)] }
        return (0..<count).map { setting(at: Double($0) / Double(count - 1)) }
    }

    /// The part of the domain around a value that is `share` of it long; of choices the value alone.
    public func narrowed(around setting: Setting, to share: Double) -> Domain {
        let low = min(max(position(of: setting) - share / 2, 0), 1 - share)
        switch self {
        case .uniform(let range):
            return .uniform(range.number(at: low)...range.number(at: low + share))
        case .log(let range):
            return .log(range.number(atLog: low)...range.number(atLog: low + share))
        case .whole(let range):
            let count = max(1, Int((Double(range.count) * share).rounded()))
            let first = self.share(at: position(of: setting), of: range.count) - (count - 1) / 2
            let start = range.lowerBound + min(max(first, 0), range.count - count)
            return .whole(start...start + count - 1)
        case .choice:
            return .choice([setting])
        }
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
    fileprivate func number(at position: Double) -> Double { lowerBound + position * width }

    fileprivate var logWidth: Double { log(upperBound) - log(lowerBound) }
    fileprivate func number(atLog position: Double) -> Double { exp(log(lowerBound) + position * logWidth) }
}
