import Chainrule
import ChainruleNN

/// Optimizers on one surface, from one start.
package struct OptimizerRace {
    /// Who takes part.
    package enum Racer: String, CaseIterable, Codable, Sendable {
        case sgd, momentum, nesterov, rmsProp, adam

        /// How papers write it.
        var title: String {
            switch self {
            case .sgd: "SGD"
            case .momentum: "momentum"
            case .nesterov: "Nesterov"
            case .rmsProp: "RMSProp"
            case .adam: "Adam"
            }
        }

        fileprivate func optimizer(of module: some Module, learningRate: Double, momentum: Double)
            -> Optimizer
        {
            switch self {
            case .sgd: SGD(module, learningRate: learningRate)
            case .momentum: SGD(module, learningRate: learningRate, momentum: momentum)
            case .nesterov:
                SGD(module, learningRate: learningRate, momentum: momentum, nesterov: momentum > 0)
            case .rmsProp: RMSProp(module, learningRate: learningRate, decay: 0.9)
            case .adam: Adam(module, learningRate: learningRate)
            }
        }
    }

    /// The conditions of a race.
    package struct Conditions: Equatable, Sendable {
        package var x: Double
        package var y: Double
        /// The racers with their learning rates.
        package var learningRates: [Racer: Double]
        package var momentum = 0.9
        /// The standard deviation of what is added to gradients, as small batches do.
        package var noise = 0.0
        package var stepCount = 200
        package var seed: UInt64 = 0

        package init(x: Double, y: Double, learningRates: [Racer: Double]) {
            (self.x, self.y, self.learningRates) = (x, y, learningRates)
        }
    }

    /// The way of one optimizer.
    package struct Track: Encodable {
        package let racer: Racer
        /// Where it was, the start first.
        package let x: [Double]
        package let y: [Double]
        package let losses: [Double]
        /// Whether it ended because it left the drawn plane far behind.
        package let diverged: Bool
    }

    package let tracks: [Track]

    package init(on surface: some LossSurface, _ conditions: Conditions) {
        tracks = Racer.allCases.compactMap { racer in
            conditions.learningRates[racer].map {
                Self.track(racer, learningRate: $0, on: surface, conditions)
            }
        }
    }

    private struct Position: Module {
        let position: Parameter
    }

    private static func track(
        _ racer: Racer, learningRate: Double, on surface: some LossSurface, _ conditions: Conditions
    ) -> Track {
        let module = Position(
            position: Parameter(Tensor([conditions.x, conditions.y], dtype: .float32), name: "position"))
        let optimizer = racer.optimizer(
            of: module, learningRate: learningRate, momentum: conditions.momentum)
        let generator = Generator(seed: conditions.seed)
        let step = compile { () -> Tensor in
            let position = module.position.value
            let loss = surface.loss(at: position)
            var slope = gradients(of: loss, withRespectTo: module)
            if conditions.noise > 0 {
                slope.gradients = slope.gradients.map {
                    $0 + Tensor.normal($0.shape, deviation: conditions.noise, from: generator)
                }
            }
            optimizer.update(slope)
            return concatenate([position, loss.reshaped(to: [1])])
        }
        var (x, y, losses): ([Double], [Double], [Double]) = ([], [], [])
        var diverged = false
        for _ in 0...conditions.stepCount {
            let row = step().scalars(as: Double.self)
            guard row.allSatisfy(\.isFinite), isNear(surface, row[0], row[1]) else {
                diverged = true
                break
            }
            x.append(row[0])
            y.append(row[1])
            losses.append(row[2])
        }
        return Track(racer: racer, x: x, y: y, losses: losses, diverged: diverged)
    }

    /// Whether a point lies within ten times the drawn plane.
    private static func isNear(_ surface: some LossSurface, _ x: Double, _ y: Double) -> Bool {
        func isNear(_ place: Double, _ range: ClosedRange<Double>) -> Bool {
            let middle = (range.lowerBound + range.upperBound) / 2
            return abs(place - middle) <= 5 * (range.upperBound - range.lowerBound)
        }
        return isNear(x, surface.horizontal) && isNear(y, surface.vertical)
    }
}
