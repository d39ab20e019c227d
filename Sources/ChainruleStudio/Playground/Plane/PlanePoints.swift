import Chainrule
import Foundation

/// Points of the plane with their targets: classes −1 and 1, or numbers between for regression.
struct PlanePoints: Equatable {
    private(set) var x: [Double] = []
    private(set) var y: [Double] = []
    private(set) var targets: [Double] = []

    var count: Int { x.count }

    mutating func add(_ x: Double, _ y: Double, _ target: Double) {
        self.x.append(x)
        self.y.append(y)
        targets.append(target)
    }

    /// The points of some indices.
    subscript(indices: some Sequence<Int>) -> PlanePoints {
        var result = PlanePoints()
        for index in indices { result.add(x[index], y[index], targets[index]) }
        return result
    }

    /// What a network takes, point by point.
    func features(_ inputs: [PlaneSettings.Input]) -> [Float] {
        x.indices.flatMap { index in
            let (x, y) = (x[index], y[index])
            return inputs.map { input -> Float in
                switch input {
                case .x: Float(x)
                case .y: Float(y)
                case .xSquared: Float(x * x)
                case .ySquared: Float(y * y)
                case .product: Float(x * y)
                case .sineX: Float(sin(x))
                case .sineY: Float(sin(y))
                }
            }
        }
    }

    /// The points of a lattice over the whole plane, row by row from the top.
    static func lattice(_ side: Int) -> PlanePoints {
        let places = (0..<side).map { -bound + 2 * bound * Double($0) / Double(side - 1) }
        var result = PlanePoints()
        for y in places.reversed() { for x in places { result.add(x, y, 0) } }
        return result
    }

    private static let bound = PlaneSettings.bound
}

extension PlanePoints {
    /// The points of the settings, those for training first.
    static func drawn(_ settings: PlaneSettings) -> (training: PlanePoints, validation: PlanePoints) {
        var random = RandomStream(seed: UInt64(settings.seed), stream: 1)
        var all = PlanePoints()
        if settings.dataset == .own {
            for point in settings.points { all.add(point[0], point[1], point[2]) }
        } else {
            for index in 0..<settings.count {
                let (x, y, target) = settings.dataset.point(
                    index, of: settings.count, noise: settings.noise, &random)
                all.add(min(bound, max(-bound, x)), min(bound, max(-bound, y)), target)
            }
        }
        let order = random.permutation(of: all.count)
        // One point for training at least, if there is any.
        let held = min(all.count - 1, Int(settings.validationShare * Double(all.count)))
        return (all[order.dropFirst(max(0, held))], all[order.prefix(max(0, held))])
    }
}

extension PlaneSettings.Dataset {
    /// One of the points; noise of 1 is about a third of the plane.
    fileprivate func point(
        _ index: Int, of count: Int, noise: Double, _ random: inout RandomStream
    ) -> (x: Double, y: Double, target: Double) {
        let target = index.isMultiple(of: 2) ? 1.0 : -1.0
        func blur(_ x: Double, _ y: Double, _ random: inout RandomStream, by factor: Double = 4) -> (
            Double, Double
        ) {
            (
                x + random.normal(deviation: factor * noise + 1e-9),
                y + random.normal(deviation: factor * noise + 1e-9)
            )
        }
        switch self {
        case .circle:
            let radius = target > 0 ? random.uniform(0, 2.5) : random.uniform(3.5, 5)
            let angle = random.uniform(0, 2 * .pi)
            let (x, y) = blur(radius * cos(angle), radius * sin(angle), &random)
            return (x, y, target)
        case .spiral:
            // From the center to the rim, one and a half turns.
            let share = (Double(index / 2) + 0.5) / Double((count + 1) / 2)
            let angle = 1.5 * 2 * .pi * share + (target > 0 ? 0 : .pi)
            let radius = 0.4 + 4.8 * share
            let (x, y) = blur(radius * sin(angle), radius * cos(angle), &random, by: 2)
            return (x, y, target)
        case .xor:
            let x = random.uniform(-5, 5)
            let y = random.uniform(-5, 5)
            // A gap between the quarters.
            let (gapX, gapY) = (x + (x > 0 ? 0.3 : -0.3), y + (y > 0 ? 0.3 : -0.3))
            let (noisyX, noisyY) = blur(gapX, gapY, &random)
            return (noisyX, noisyY, x * y >= 0 ? 1 : -1)
        case .gaussians:
            let center = 2 * target
            return (
                random.normal(mean: center, deviation: 0.7 + 4 * noise),
                random.normal(mean: center, deviation: 0.7 + 4 * noise), target
            )
        case .moons:
            let angle = random.uniform(0, .pi)
            let (x, y) =
                target > 0 ? (cos(angle) - 0.5, sin(angle) - 0.25) : (0.5 - cos(angle), 0.25 - sin(angle))
            let (noisyX, noisyY) = blur(3.2 * x, 3.2 * y, &random)
            return (noisyX, noisyY, target)
        case .slope, .hills:
            let x = random.uniform(-6, 6)
            let y = random.uniform(-6, 6)
            let value = self == .slope ? (x + y) / 10 : Self.height(x, y)
            return (x, y, min(1, max(-1, value + random.normal(deviation: noise + 1e-9))))
        case .own: return (0, 0, 0)
        }
    }

    /// Two hills and two valleys.
    private static func height(_ x: Double, _ y: Double) -> Double {
        let peaks = [(-3.0, 3.0, 1.0), (3.0, -3.0, 1.0), (2.5, 2.5, -1.0), (-2.5, -2.5, -1.0)]
        return peaks.reduce(0) { sum, peak in
            sum + peak.2 * exp(-((x - peak.0) * (x - peak.0) + (y - peak.1) * (y - peak.1)) / 4)
        }
    }
}
