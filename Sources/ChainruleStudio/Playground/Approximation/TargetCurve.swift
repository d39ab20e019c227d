import Foundation

/// A curve that a network is to learn, from −1 to 1.
package enum TargetCurve: String, CaseIterable, Codable, Sendable {
    case sine, waves, step, saw, hill, valley

    func value(at x: Double) -> Double {
        switch self {
        case .sine: 0.7 * sin(.pi * x)
        case .waves: 0.45 * sin(3 * .pi * x) + 0.35 * cos(1.3 * .pi * x)
        case .step: x < -0.3 ? -0.6 : x < 0.4 ? 0.7 : -0.1
        case .saw: (x + 1).truncatingRemainder(dividingBy: 2.0 / 3) * 2.4 - 0.8
        case .hill: 0.9 * exp(-12 * x * x) - 0.2
        case .valley: 1.4 * abs(x) - 0.7
        }
    }

    /// Points that somebody has drawn, at equal distances from −1 to 1, on a straight line between each two.
    ///
    /// - Parameters:
    ///   - points: at least two.
    ///   - places: from −1 to 1.
    static func interpolated(_ points: [Double], at places: [Float]) -> [Float] {
        places.map { place in
            let position = Double(place + 1) / 2 * Double(points.count - 1)
            let index = min(points.count - 2, max(0, Int(position)))
            let share = position - Double(index)
            return Float(points[index] * (1 - share) + points[index + 1] * share)
        }
    }
}
