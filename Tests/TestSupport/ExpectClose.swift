import Chainrule
import Testing

/// How far two numbers may be apart.
public enum Tolerance: Sendable, ExpressibleByFloatLiteral, CustomStringConvertible {
    /// |a − b| ≤ tolerance · max(1, |b|).
    case mixed(Double)
    /// |a − b| ≤ tolerance · |b|: for numbers that may be tiny.
    case relative(Double)

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
    _ actual: Tensor, _ expected: Tensor, tolerance: Tolerance = 1e-12, _ what: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let subject = what.isEmpty ? "the tensor" : "'\(what)'"
    guard actual.type == expected.type else {
        Issue.record(
            "\(subject) is \(actual.type), expected \(expected.type)", sourceLocation: sourceLocation)
        return
    }
    let (found, wanted) = (actual.scalars(as: Double.self), expected.scalars(as: Double.self))
    var worst: (index: Int, excess: Double)?
    var misfits = 0
    for (index, (a, b)) in zip(found, wanted).enumerated() where a != b && !(a.isNaN && b.isNaN) {
        let distance = abs(a - b)
        let allowed = tolerance.distance(allowedFrom: b)
        // Written so that a NaN distance is a misfit.
        if distance <= allowed && distance.isFinite { continue }
        misfits += 1
        let excess = distance.isFinite ? distance / allowed : .infinity
        if excess > worst?.excess ?? -1 { worst = (index, excess) }
    }
    guard let worst else { return }
    let place = indices(of: worst.index, in: expected.shape)
    Issue.record(
        """
        \(misfits) of \(found.count) elements of \(subject) misfit, worst at \(place): \
        \(found[worst.index]), expected \(wanted[worst.index]) (tolerance \(tolerance))
        """, sourceLocation: sourceLocation)
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
