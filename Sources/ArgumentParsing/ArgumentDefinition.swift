/// The value behind a property wrapper: a reference, because reflection hands the parser a copy of the
/// wrapper, and what is written there must reach the command.
final class Slot<Value> {
    var value: Value?

    init(_ value: Value?) { self.value = value }

    var current: Value {
        guard let value else { fatalError("an argument is read before it is parsed") }
        return value
    }
}

protocol ArgumentDeclaration {
    var definition: ArgumentDefinition { get }
}

/// One declared argument, option or flag, as the parser and help see it.
struct ArgumentDefinition {
    enum Kind { case argument, option, flag }

    let kind: Kind
    let nameSpecification: NameSpecification
    let help: ArgumentHelp
    let isRequired: Bool
    let isRepeating: Bool
    let choices: [String]
    /// Empty where there is no default worth showing.
    let defaultDescription: String
    /// Converts words and keeps their value; an error calls the argument by the given name.
    let store: (_ words: [String], _ name: String) throws(ValidationError) -> Void
    /// The name of the declared property, which only reflection knows.
    var property = ""

    /// As typed, dashes included; empty for a positional argument.
    var names: [String] { nameSpecification.names(of: property) }
    var placeholder: String { "<\(help.valueName ?? kebabCase(property))>" }
    /// What messages about its value call it.
    var displayName: String { names.last ?? placeholder }
    /// How it is used: `<file>`, `--epochs <n>`, `--verbose`.
    var label: String {
        switch kind {
        case .argument: placeholder
        case .option: "\(displayName) \(placeholder)"
        case .flag: displayName
        }
    }

    /// The declarations of a command in the order of its source, those of an option group in its place.
    static func all(of command: any ParsableCommand) -> [ArgumentDefinition] {
        let definitions = declared(in: command)
        if definitions.filter({ $0.kind == .argument }).dropLast().contains(where: \.isRepeating) {
            fatalError("only the last positional argument of \(type(of: command)) can be an array")
        }
        return definitions
    }

    private static func declared(in arguments: any ParsableArguments) -> [ArgumentDefinition] {
        Mirror(reflecting: arguments).children.flatMap { child -> [ArgumentDefinition] in
            if let group = child.value as? any OptionGroupDeclaration { return declared(in: group.arguments) }
            if let declared = child.value as? any DeclaredOptionsDeclaration { return declared.definitions }
            guard var definition = (child.value as? any ArgumentDeclaration)?.definition else { return [] }
            // The compiler stores the wrapper of `epochs` as `_epochs`.
            definition.property = String(child.label!.dropFirst())
            return [definition]
        }
    }
}

extension ArgumentDefinition {
    /// - Parameters:
    ///   - slot: Where the value goes; an empty one makes the argument required.
    ///   - defaults: What help shows as the default.
    ///   - combine: Makes the value of what the words express, one element unless repeating.
    init<Value, Element: ExpressibleByArgument>(
        _ kind: Kind, _ name: NameSpecification, _ help: ArgumentHelp, _ slot: Slot<Value>,
        defaults: [Element], isRepeating: Bool = false, combine: @escaping ([Element]) -> Value
    ) {
        self.kind = kind
        self.nameSpecification = name
        self.help = help
        self.isRequired = slot.value == nil
        self.isRepeating = isRepeating
        self.choices = Element.allValueStrings
        self.defaultDescription = defaults.map(\.defaultValueDescription).joined(separator: " ")
        self.store = { words, name throws(ValidationError) in
            var elements: [Element] = []
            for word in words {
                guard let element = Element(argument: word) else {
                    throw ValidationError(
                        "the value '\(word)' of '\(name)' is not "
                            + Element.expectedValueDescription(insteadOf: word))
                }
                elements.append(element)
            }
            slot.value = combine(elements)
        }
    }
}
