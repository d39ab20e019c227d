import Chainrule
import Foundation

/// A density on the unit interval, estimated from observations.
protocol DensityEstimator {
    func density(at position: Double) -> Double
    func sample(from random: inout RandomStream) -> Double
}

/// A normal distribution around each observation, cut off at 0 and 1.
///
/// Each is as wide as the larger gap to its neighbours. One more, as wide as the interval, stands in its middle,
/// so that no position is ever out of reach (Bergstra et al. 2011).
struct ParzenEstimator: DensityEstimator {
    private let bells: [Bell]

    init(_ observations: [Double]) {
        let middle = Bell(mean: 0.5, deviation: 1)
        let means = (observations + [middle.mean]).sorted()
        let narrowest = 1 / Double(min(100, 1 + means.count))
        let neighbours = [0] + means + [1]
        var bells = means.enumerated().map { index, mean in
            let gap = max(mean - neighbours[index], neighbours[index + 2] - mean)
            return Bell(mean: mean, deviation: max(gap, narrowest))
        }
        bells[means.firstIndex(of: middle.mean)!] = middle
        self.bells = bells
    }

    func density(at position: Double) -> Double {
        bells.reduce(0) { $0 + $1.density(at: position) } / Double(bells.count)
    }

    func sample(from random: inout RandomStream) -> Double {
        let bell = bells[random.integer(below: bells.count)]
        while true {
            // At least a third of each bell lies within: its mean does, and it is no wider than the interval.
            let position = random.normal(mean: bell.mean, deviation: bell.deviation)
            if (0...1).contains(position) { return position }
        }
    }
}

/// A normal distribution cut off at 0 and 1.
private struct Bell {
    let mean: Double
    let deviation: Double
    private let height: Double

    init(mean: Double, deviation: Double) {
        self.mean = mean
        self.deviation = deviation
        func below(_ position: Double) -> Double {
            0.5 * erfc((mean - position) / (deviation * 2.squareRoot()))
        }
        height = 1 / (deviation * (2 * .pi).squareRoot() * (below(1) - below(0)))
    }

    func density(at position: Double) -> Double {
        let distance = (position - mean) / deviation
        return height * exp(-0.5 * distance * distance)
    }
}
