import Chainrule
import Testing

/// How far two numbers may be apart.
public enum Tolerance: Sendable, ExpressibleByFloatLiteral, CustomStringConvertible {
    /// |a − b| ≤ tolerance · max(1, |b|).
    case mixed(Double)
    /// |a − b| ≤ tolerance · |b|: for numbers that may be tiny.
    case relative(Double)

    /// Equal numbers.
    public static let exact = Tolerance.mixed(0)

    public init(floatLiteral tolerance: Double) { self = .mixed(tolerance) }

    public var description: String {
        switch self {
        case .mixed(let tolerance): "\(tolerance)"
        case .relative(let tolerance): "\(tolerance) relative"
        }
    }

    func distance(allowedFrom expected: Double) -> Double {
        switch self {
        case .mixed(let tolerance): tolerance * max(1, abs(expected))
        case .relative(let tolerance): tolerance * abs(expected)
        }
    }
}

/// Records an issue unless both tensors have one type and all elements agree; it shows the worst one.
///
/// Equal infinities agree, and NaN agrees with NaN.
public func expectClose(
    _ actual: Tensor, _ expected: Tensor, tolerance: Tolerance = 1e-12, _ what: String = "the tensor",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    if let mismatch = mismatch(actual, expected, tolerance) {
        Issue.record("\(what): \(mismatch)", sourceLocation: sourceLocation)
    }
}

/// How two tensors differ by more than the tolerance; nil if they do not.
public func mismatch(_ actual: Tensor, _ expected: Tensor, _ tolerance: Tolerance) -> String? {
    if actual.type != expected.type { return "the type is \(actual.type), expected \(expected.type)" }
    let (found, wanted) = (actual.scalars(as: Double.self), expected.scalars(as: Double.self))
    var worst: (index: Int, excess: Double)?
    var count = 0
    for (index, (a, b)) in zip(found, wanted).enumerated() where a != b && !(a.isNaN && b.isNaN) {
        let distance = abs(a - b)
        let allowed = tolerance.distance(allowedFrom: b)
        if distance.isFinite && distance <= allowed { continue }
        count += 1
        let excess = distance.isFinite ? distance / allowed : .infinity
        if excess > worst?.excess ?? -1 { worst = (index, excess) }
    }
    return worst.map { worst in
        """
        \(count) of \(found.count) elements mismatch, worst at \(indices(of: worst.index, in: expected.shape)): \
        \(found[worst.index]), expected \(wanted[worst.index]) (tolerance \(tolerance))
        """
    }
}

/// The place along every axis of an element counted in row-major order.
private func indices(of position: Int, in shape: Shape) -> [Int] {
    var rest = position
    var indices: [Int] = []
    for size in shape.reversed() {
        indices.append(rest % size)
        rest /= size
    }
    return indices.reversed()
}
