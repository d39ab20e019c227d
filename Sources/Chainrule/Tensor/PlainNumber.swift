/// A Swift number that may stand beside a tensor, as in `x * count`: an integer of any kind, or a `Float`.
///
/// It takes the tensor's element type, as a `Double` does, and traps if that cannot hold it: 300 beside uint8, or an
/// integer beyond 2⁵³ that no `Double` equals.
///
/// ```swift
/// let count = labels.count, scale: Float = 0.5
/// let mean = x.sum() / count * scale
/// ```
public protocol PlainNumber: Sendable {
    /// The same number.
    var asPlainDouble: Double { get }
}

extension PlainNumber where Self: BinaryInteger {
    public var asPlainDouble: Double {
        guard let number = Double(exactly: self) else {
            fatalError("\(self) beside a tensor: no Double equals it")
        }
        return number
    }
}

extension Float: PlainNumber {
    public var asPlainDouble: Double { Double(self) }
}

extension Int: PlainNumber {}
extension Int8: PlainNumber {}
extension Int16: PlainNumber {}
extension Int32: PlainNumber {}
extension Int64: PlainNumber {}
extension UInt: PlainNumber {}
extension UInt8: PlainNumber {}
extension UInt16: PlainNumber {}
extension UInt32: PlainNumber {}
extension UInt64: PlainNumber {}

// Literals stay `Double`, so that `x * (1 / 3)` is a third of x: hence the disfavored overloads.

extension Tensor {
    @_disfavoredOverload
    public static func + (left: Tensor, right: some PlainNumber) -> Tensor { left + right.asPlainDouble }
    @_disfavoredOverload
    public static func + (left: some PlainNumber, right: Tensor) -> Tensor { left.asPlainDouble + right }
    @_disfavoredOverload
    public static func += (left: inout Tensor, right: some PlainNumber) { left = left + right.asPlainDouble }

    @_disfavoredOverload
    public static func - (left: Tensor, right: some PlainNumber) -> Tensor { left - right.asPlainDouble }
    @_disfavoredOverload
    public static func - (left: some PlainNumber, right: Tensor) -> Tensor { left.asPlainDouble - right }
    @_disfavoredOverload
    public static func -= (left: inout Tensor, right: some PlainNumber) { left = left - right.asPlainDouble }

    @_disfavoredOverload
    public static func * (left: Tensor, right: some PlainNumber) -> Tensor { left * right.asPlainDouble }
    @_disfavoredOverload
    public static func * (left: some PlainNumber, right: Tensor) -> Tensor { left.asPlainDouble * right }
    @_disfavoredOverload
    public static func *= (left: inout Tensor, right: some PlainNumber) { left = left * right.asPlainDouble }

    @_disfavoredOverload
    public static func / (left: Tensor, right: some PlainNumber) -> Tensor { left / right.asPlainDouble }
    @_disfavoredOverload
    public static func / (left: some PlainNumber, right: Tensor) -> Tensor { left.asPlainDouble / right }
    @_disfavoredOverload
    public static func /= (left: inout Tensor, right: some PlainNumber) { left = left / right.asPlainDouble }
}

extension Tensor {
    @_disfavoredOverload
    public static func .== (left: Tensor, right: some PlainNumber) -> Tensor { left .== right.asPlainDouble }
    @_disfavoredOverload
    public static func .== (left: some PlainNumber, right: Tensor) -> Tensor { left.asPlainDouble .== right }

    @_disfavoredOverload
    public static func .!= (left: Tensor, right: some PlainNumber) -> Tensor { left .!= right.asPlainDouble }
    @_disfavoredOverload
    public static func .!= (left: some PlainNumber, right: Tensor) -> Tensor { left.asPlainDouble .!= right }

    @_disfavoredOverload
    public static func .< (left: Tensor, right: some PlainNumber) -> Tensor { left .< right.asPlainDouble }
    @_disfavoredOverload
    public static func .< (left: some PlainNumber, right: Tensor) -> Tensor { left.asPlainDouble .< right }

    @_disfavoredOverload
    public static func .<= (left: Tensor, right: some PlainNumber) -> Tensor { left .<= right.asPlainDouble }
    @_disfavoredOverload
    public static func .<= (left: some PlainNumber, right: Tensor) -> Tensor { left.asPlainDouble .<= right }

    @_disfavoredOverload
    public static func .> (left: Tensor, right: some PlainNumber) -> Tensor { left .> right.asPlainDouble }
    @_disfavoredOverload
    public static func .> (left: some PlainNumber, right: Tensor) -> Tensor { left.asPlainDouble .> right }

    @_disfavoredOverload
    public static func .>= (left: Tensor, right: some PlainNumber) -> Tensor { left .>= right.asPlainDouble }
    @_disfavoredOverload
    public static func .>= (left: some PlainNumber, right: Tensor) -> Tensor { left.asPlainDouble .>= right }
}

/// `x` to the power of a number, element by element.
@_disfavoredOverload
public func pow(_ x: Tensor, _ y: some PlainNumber) -> Tensor { pow(x, y.asPlainDouble) }

/// The larger of each element and a number; NaN stays.
@_disfavoredOverload
public func maximum(_ x: Tensor, _ y: some PlainNumber) -> Tensor { maximum(x, y.asPlainDouble) }

/// The smaller of each element and a number; NaN stays.
@_disfavoredOverload
public func minimum(_ x: Tensor, _ y: some PlainNumber) -> Tensor { minimum(x, y.asPlainDouble) }
