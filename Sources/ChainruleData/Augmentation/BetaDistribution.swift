import Chainrule
import Foundation

extension RandomStream {
    /// A number from 0 to 1, drawn from the symmetric beta distribution: X / (X + Y) of two gamma-distributed numbers.
    mutating func beta(_ alpha: Double) -> Double {
        let (x, y) = (logGamma(alpha), logGamma(alpha))
        return 1 / (1 + exp(y - x))
    }

    /// The logarithm of a number drawn from the gamma distribution of scale 1 (Marsaglia and Tsang 2000); small α would make
    /// the number itself 0.
    private mutating func logGamma(_ alpha: Double) -> Double {
        if alpha < 1 { return logGamma(alpha + 1) + log(1 - uniform()) / alpha }
        let d = alpha - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let normal = normal()
            let root = 1 + c * normal
            guard root > 0 else { continue }
            let v = root * root * root
            if log(1 - uniform()) < normal * normal / 2 + d - d * v + d * log(v) { return log(d * v) }
        }
    }
}
