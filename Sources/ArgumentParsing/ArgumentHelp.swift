/// What help says about one argument; a string literal will do.
public struct ArgumentHelp: ExpressibleByStringInterpolation, Sendable {
    public var abstract: String
    /// The placeholder shown for the value, without angle brackets; by default the property's name.
    public var valueName: String?

    public init(_ abstract: String = "", valueName: String? = nil) {
        self.abstract = abstract
        self.valueName = valueName
    }

    public init(stringLiteral value: String) { self.init(value) }
}
