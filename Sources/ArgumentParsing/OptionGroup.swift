/// Arguments, options and flags that are declared together, such as those that several commands share.
///
/// The names follow Apple's swift-argument-parser, as those of ``ParsableCommand``.
public protocol ParsableArguments: SendableMetatype {
    init()

    /// Checks the parsed values together; throw ``ValidationError`` to refuse them.
    mutating func validate() throws
}

extension ParsableArguments {
    public mutating func validate() throws {}

    /// Checks the groups first, so that what holds them can rely on their values.
    mutating func validateWithGroups() throws {
        for child in Mirror(reflecting: self).children {
            guard var arguments = (child.value as? any OptionGroupDeclaration)?.arguments else { continue }
            try arguments.validateWithGroups()
        }
        try validate()
    }
}

/// The declarations of another type, as if they stood here; help shows them in this place.
///
/// ```swift
/// struct TrainCommand: ParsableCommand {
///     @OptionGroup var options: TrainingOptions
///     @Option var out: String?
/// }
/// ```
@propertyWrapper
public struct OptionGroup<Group: ParsableArguments>: OptionGroupDeclaration {
    public var wrappedValue = Group()

    public init() {}

    // What was parsed is behind references, which a copy shares.
    var arguments: any ParsableArguments { wrappedValue }
}

protocol OptionGroupDeclaration {
    var arguments: any ParsableArguments { get }
}
