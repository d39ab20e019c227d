import Foundation

/// Where numbers or words lie on an axis, from 0 at its foot to 1 at its top, and which of them it names.
package struct AxisScale {
    package typealias Tick = (position: Double, label: String)

    package let ticks: [Tick]

    /// The scale of a hyperparameter.
    package init(_ domain: Domain) {
        func at(_ numbers: [Double]) -> [Tick] {
            numbers.map { (domain.position(of: .number($0)), Self.label($0)) }
        }
        ticks =
            switch domain {
            case .uniform(let range): at(Self.roundNumbers(in: range))
            case .log(let range): at(Self.roundNumbers(inLog: range))
            case .whole(let range):
                at(
                    Self.roundNumbers(in: Double(range.lowerBound)...Double(range.upperBound)).filter {
                        $0 == $0.rounded()
                    })
            case .choice(let settings):
                settings.map { (domain.position(of: $0), Self.shortened($0.description)) }
            }
    }

    /// The scale of an objective's costs: logarithmic, the lowest at the top, so that the best lie apart.
    init(costs: ClosedRange<Double>, of objective: Objective) {
        ticks = Self.roundNumbers(inLog: costs).map { cost in
            return (Self.position(ofCost: cost, in: costs), objective.label(ofCost: cost))
        }
    }

    static func position(ofCost cost: Double, in costs: ClosedRange<Double>) -> Double {
        let (low, high) = (costs.lowerBound, costs.upperBound)
        return low == high ? 0.5 : log(high / min(max(cost, low), high)) / log(high / low)
    }

    /// Multiples of 1, 2 or 5 times a power of ten, about five of them.
    private static func roundNumbers(in range: ClosedRange<Double>) -> [Double] {
        let width = range.upperBound - range.lowerBound
        if width == 0 { return [range.lowerBound] }
        let power = pow(10, floor(log10(width / 5)))
        guard let step = [1, 2, 5, 10].map({ $0 * power }).first(where: { width / $0 <= 6 }) else {
            // Too short for steps: these would be below all numbers but 0.
            return [range.lowerBound, range.upperBound]
        }
        let first = (range.lowerBound / step).rounded(.up)
        return (0...Int(width / step) + 1).map { (first + Double($0)) * step }.filter(range.contains)
    }

    /// Powers of ten, with their multiples by 2 and 5 where there is room.
    private static func roundNumbers(inLog range: ClosedRange<Double>) -> [Double] {
        let decades = log10(range.upperBound / range.lowerBound)
        if decades < 1 { return roundNumbers(in: range) }
        let powers = Int(log10(range.lowerBound).rounded(.down))...Int(log10(range.upperBound).rounded(.up))
        let multiples: [Double] = decades < 3 ? [1, 2, 5] : [1]
        return powers.flatMap { power in multiples.map { $0 * pow(10, Double(power)) } }.filter(
            range.contains)
    }

    /// A number in as many digits as an eye compares.
    package static func label(_ number: Double) -> String { String(format: "%.5g", number) }

    private static func shortened(_ word: String) -> String {
        word.count <= 12 ? word : word.prefix(11) + "…"
    }
}
