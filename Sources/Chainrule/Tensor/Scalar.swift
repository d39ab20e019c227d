import Foundation

/// A Swift type that can be an element of a tensor: `Float`, `Double`, `Int32`, `UInt8` or `Bool`.
public protocol Scalar: Sendable, Equatable {
    /// The element type that tensors of this scalar have.
    static var dtype: DType { get }
    /// The nearest value to `number`: integers round toward zero and saturate, `Bool` is "not zero".
    init(nearestTo number: Double)
    /// The value as a `Double`; exact for every scalar type.
    var asDouble: Double { get }
}

/// A scalar that can be ordered and calculated with; integers wrap around as in C.
package protocol NumericScalar: Scalar, Comparable {
    /// What sums are accumulated in: `Double` for both floating-point types, so that the reference is exact
    /// enough to judge other engines by.
    associatedtype Accumulator: NumericScalar
    static var zero: Self { get }
    static var one: Self { get }
    static var minusOne: Self { get }
    static var lowest: Self { get }
    static var highest: Self { get }
    var isNaN: Bool { get }
    static func sum(_ x: Self, _ y: Self) -> Self
    static func difference(_ x: Self, _ y: Self) -> Self
    static func product(_ x: Self, _ y: Self) -> Self
    init(_ accumulator: Accumulator)
    var widened: Accumulator { get }
}

/// `Float` and `Double`, with the functions of the C library.
package protocol FloatingScalar: NumericScalar, BinaryFloatingPoint, SIMDScalar, Codable {
    static func exp(_ x: Self) -> Self
    static func log(_ x: Self) -> Self
    static func log1p(_ x: Self) -> Self
    static func expm1(_ x: Self) -> Self
    static func pow(_ x: Self, _ y: Self) -> Self
    static func tanh(_ x: Self) -> Self
    static func erf(_ x: Self) -> Self
    static func erfc(_ x: Self) -> Self
    static func sin(_ x: Self) -> Self
    static func cos(_ x: Self) -> Self
}

extension Float: FloatingScalar {
    public static var dtype: DType { .float32 }
    public init(nearestTo number: Double) { self = Float(number) }
    public var asDouble: Double { Double(self) }
    package static var one: Float { 1 }
    package static var minusOne: Float { -1 }
    package static var lowest: Float { -.infinity }
    package static var highest: Float { .infinity }
    @inlinable package static func sum(_ x: Float, _ y: Float) -> Float { x + y }
    @inlinable package static func difference(_ x: Float, _ y: Float) -> Float { x - y }
    @inlinable package static func product(_ x: Float, _ y: Float) -> Float { x * y }
    package var widened: Double { Double(self) }
    package static func exp(_ x: Float) -> Float { Foundation.exp(x) }
    package static func log(_ x: Float) -> Float { Foundation.log(x) }
    package static func log1p(_ x: Float) -> Float { Foundation.log1p(x) }
    package static func expm1(_ x: Float) -> Float { Foundation.expm1(x) }
    package static func pow(_ x: Float, _ y: Float) -> Float { Foundation.pow(x, y) }
    package static func tanh(_ x: Float) -> Float { Foundation.tanh(x) }
    package static func erf(_ x: Float) -> Float { Foundation.erf(x) }
    package static func erfc(_ x: Float) -> Float { Foundation.erfc(x) }
    package static func sin(_ x: Float) -> Float { Foundation.sin(x) }
    package static func cos(_ x: Float) -> Float { Foundation.cos(x) }
}

extension Double: FloatingScalar {
    public static var dtype: DType { .float64 }
    public init(nearestTo number: Double) { self = number }
    public var asDouble: Double { self }
    package static var one: Double { 1 }
    package static var minusOne: Double { -1 }
    package static var lowest: Double { -.infinity }
    package static var highest: Double { .infinity }
    @inlinable package static func sum(_ x: Double, _ y: Double) -> Double { x + y }
    @inlinable package static func difference(_ x: Double, _ y: Double) -> Double { x - y }
    @inlinable package static func product(_ x: Double, _ y: Double) -> Double { x * y }
    package var widened: Double { self }
    package static func exp(_ x: Double) -> Double { Foundation.exp(x) }
    package static func log(_ x: Double) -> Double { Foundation.log(x) }
    package static func log1p(_ x: Double) -> Double { Foundation.log1p(x) }
    package static func expm1(_ x: Double) -> Double { Foundation.expm1(x) }
    package static func pow(_ x: Double, _ y: Double) -> Double { Foundation.pow(x, y) }
    package static func tanh(_ x: Double) -> Double { Foundation.tanh(x) }
    package static func erf(_ x: Double) -> Double { Foundation.erf(x) }
    package static func erfc(_ x: Double) -> Double { Foundation.erfc(x) }
    package static func sin(_ x: Double) -> Double { Foundation.sin(x) }
    package static func cos(_ x: Double) -> Double { Foundation.cos(x) }
}

/// What `Int32` and `UInt8` share.
package protocol IntegerScalar: NumericScalar, FixedWidthInteger {}

extension IntegerScalar {
    public init(nearestTo number: Double) {
        if let whole = Self(exactly: number.rounded(.towardZero)) {
            self = whole
        } else {
            // NaN has no nearest integer; zero is what saturating conversions give.
            self = number.isNaN ? 0 : number < 0 ? .min : .max
        }
    }
    public var asDouble: Double { Double(self) }
    package static var one: Self { 1 }
    package static var minusOne: Self { 0 &- 1 }
    package static var lowest: Self { .min }
    package static var highest: Self { .max }
    package var isNaN: Bool { false }
    @inlinable package static func sum(_ x: Self, _ y: Self) -> Self { x &+ y }
    @inlinable package static func difference(_ x: Self, _ y: Self) -> Self { x &- y }
    @inlinable package static func product(_ x: Self, _ y: Self) -> Self { x &* y }
    package var widened: Self { self }
}

extension Int32: IntegerScalar {
    public static var dtype: DType { .int32 }
}

extension UInt8: IntegerScalar {
    public static var dtype: DType { .uint8 }
}

extension Bool: Scalar {
    public static var dtype: DType { .bool }
    public init(nearestTo number: Double) { self = number != 0 }
    public var asDouble: Double { self ? 1 : 0 }
}
