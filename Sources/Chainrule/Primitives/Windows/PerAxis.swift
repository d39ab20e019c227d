/// An integer for every spatial axis: the same for all of them, or one each.
///
/// ```swift
/// convolution(images, weight, stride: 2)
/// convolution(images, weight, stride: [2, 1])  // 2 down, 1 across
/// ```
///
/// Functions and layers take an `Int`, an array of them or a `PerAxis` alike; see ``PerAxisConvertible``.
public struct PerAxis: Sendable, Hashable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
    private enum Numbers: Hashable {
        case same(Int)
        case each([Int])
    }

    private let numbers: Numbers

    /// The same number for every axis.
    public init(_ number: Int) { numbers = .same(number) }

    /// One number for each axis, outermost first.
    public init(_ numbers: [Int]) { self.numbers = .each(numbers) }

    public init(integerLiteral number: Int) { self.init(number) }
    public init(arrayLiteral numbers: Int...) { self.init(numbers) }

    /// The numbers for the spatial axes of `x` [N, C, spatial...]; a shape rule tells whether they are as many.
    package func resolved(for x: Tensor) -> [Int] { resolved(axes: max(0, x.rank - 2)) }

    /// The numbers for as many axes; more or fewer of them if they were given one by one.
    package func resolved(axes: Int) -> [Int] {
        switch numbers {
        case .same(let number): Array(repeating: number, count: axes)
        case .each(let numbers): numbers
        }
    }
}

/// What can be given where a number per spatial axis is wanted: an `Int`, an array of them, a ``PerAxis``.
public protocol PerAxisConvertible {
    /// The numbers.
    var perAxis: PerAxis { get }
}

extension PerAxis: PerAxisConvertible {
    public var perAxis: PerAxis { self }
}

extension Int: PerAxisConvertible {
    public var perAxis: PerAxis { PerAxis(self) }
}

extension [Int]: PerAxisConvertible {
    public var perAxis: PerAxis { PerAxis(self) }
}
