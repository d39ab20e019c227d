import Chainrule
import ChainruleNN
import Foundation

/// A loss over a plane.
package protocol LossSurface {
    /// The part of the plane that is drawn.
    var horizontal: ClosedRange<Double> { get }
    var vertical: ClosedRange<Double> { get }
    /// Where a race starts if nobody has chosen.
    var start: (x: Double, y: Double) { get }
    /// The lowest points, as far as they are known.
    var minima: [(x: Double, y: Double)] { get }
    /// The loss at points `[2]` or `[N, 2]`, in their element type: `[]` or `[N]`.
    func loss(at points: Tensor) -> Tensor
}

extension LossSurface {
    package var minima: [(x: Double, y: Double)] { [] }

    /// The loss at `side` × `side` points, row by row from the lowest y.
    package func heights(side: Int) -> [Double] {
        func places(_ range: ClosedRange<Double>) -> [Double] {
            let width = range.upperBound - range.lowerBound
            return (0..<side).map { range.lowerBound + width * Double($0) / Double(side - 1) }
        }
        let columns = places(horizontal)
        let points = places(vertical).flatMap { y in columns.flatMap { [$0, y] } }
        return loss(at: Tensor(points, shape: [side * side, 2])).scalars()
    }
}

/// A function of two numbers on which optimizers are compared.
package enum ClassicSurface: String, CaseIterable, Codable, Sendable, LossSurface {
    /// A quadratic, twenty times as steep across as along.
    case ravine
    /// Rosenbrock's banana, divided by 20 and less steep across.
    case banana
    /// Beale's function: a sharp valley beside plains.
    case plains
    /// Himmelblau's function, with four minima.
    case fourMinima
    /// A saddle between two minima.
    case saddle
    /// Rastrigin's function, flattened: many minima.
    case bumpy

    package func loss(at points: Tensor) -> Tensor {
        let axes = points.rank == 1 ? (points[0], points[1]) : (points[0..., 0], points[0..., 1])
        let (x, y) = axes
        switch self {
        case .ravine: return (x * x + y * y * 20) / 2
        case .banana:
            let (along, across) = (1 - x, y - x * x)
            return along * along / 20 + across * across
        case .plains:
            let (a, b, c) = (1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y * y * y)
            // Bounded on the cliffs, or their gradients would throw every optimizer out.
            return log(1 + a * a + b * b + c * c)
        case .fourMinima:
            let (a, b) = (x * x + y - 11, x + y * y - 7)
            return (a * a + b * b) / 20
        case .saddle: return x * x / 2 - y * y / 2 + y * y * y * y / 12
        case .bumpy:
            return (x * x + y * y) / 4 + (2 - cos(x * 4) - cos(y * 4)) * 0.4
        }
    }

    package var horizontal: ClosedRange<Double> {
        switch self {
        case .ravine: -5...5
        case .banana: -2...2
        case .plains, .fourMinima: -4.5...4.5
        case .saddle, .bumpy: -4...4
        }
    }

    package var vertical: ClosedRange<Double> {
        switch self {
        case .ravine: -2.5...2.5
        case .banana: -1...3
        case .plains, .fourMinima: -4.5...4.5
        case .saddle, .bumpy: -4...4
        }
    }

    package var start: (x: Double, y: Double) {
        switch self {
        case .ravine: (-4.5, 1.5)
        case .banana: (-1.5, 2.5)
        case .plains: (1, 1.5)
        case .fourMinima: (0.3, -0.5)
        case .saddle: (-3, 0.02)
        case .bumpy: (3.2, 2.6)
        }
    }

    package var minima: [(x: Double, y: Double)] {
        switch self {
        case .ravine, .bumpy: [(0, 0)]
        case .banana: [(1, 1)]
        case .plains: [(3, 0.5)]
        case .fourMinima: [(3, 2), (-2.805118, 3.131313), (-3.779310, -3.283186), (3.584428, -1.848127)]
        case .saddle: [(0, 3.0.squareRoot()), (0, -3.0.squareRoot())]
        }
    }
}
