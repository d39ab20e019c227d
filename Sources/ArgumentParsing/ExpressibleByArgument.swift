/// A type that one word of the command line can express.
///
/// An enum with raw strings that is `CaseIterable` needs no more than to declare the conformance.
public protocol ExpressibleByArgument {
    init?(argument: String)

    /// How help shows this value where it is a default.
    var defaultValueDescription: String { get }

    /// The choices, where there are only a few; otherwise empty.
    static var allValueStrings: [String] { get }

    /// Completes "the value 'x' of '--option' is not …".
    static var expectedValueDescription: String { get }

    /// The same for a word that was refused, where more can be said of it.
    static func expectedValueDescription(insteadOf argument: String) -> String
}

extension ExpressibleByArgument {
    public var defaultValueDescription: String { String(describing: self) }

    public static var allValueStrings: [String] { [] }

    public static func expectedValueDescription(insteadOf argument: String) -> String {
        expectedValueDescription
    }

    public static var expectedValueDescription: String {
        allValueStrings.isEmpty ? "valid" : "one of: " + allValueStrings.joined(separator: ", ")
    }
}

extension ExpressibleByArgument where Self: RawRepresentable, RawValue == String {
    public init?(argument: String) { self.init(rawValue: argument) }

    public var defaultValueDescription: String { rawValue }
}

extension ExpressibleByArgument where Self: RawRepresentable & CaseIterable, RawValue == String {
    public static var allValueStrings: [String] { allCases.map(\.rawValue) }
}

extension ExpressibleByArgument where Self: LosslessStringConvertible {
    public init?(argument: String) { self.init(argument) }
}

extension ExpressibleByArgument where Self: FixedWidthInteger {
    public static var expectedValueDescription: String {
        isSigned ? "an integer" : "an integer from 0 to \(max)"
    }
}

extension ExpressibleByArgument where Self: LosslessStringConvertible & FloatingPoint {
    /// Refuses `nan` and `inf`, and with them numbers too large for the type, such as `1e999`.
    public init?(argument: String) {
        self.init(argument)
        guard isFinite else { return nil }
    }

    public static var expectedValueDescription: String { "a finite number" }
}

extension String: ExpressibleByArgument {}
extension Int: ExpressibleByArgument {}
extension UInt64: ExpressibleByArgument {}
extension Double: ExpressibleByArgument {}
extension Float: ExpressibleByArgument {}
extension Bool: ExpressibleByArgument {
    public static var allValueStrings: [String] { ["true", "false"] }
}
