/// An option that is declared by a value, for programs in which options are not known where commands are written.
public struct DeclaredOption: Sendable {
    let name: String
    let help: ArgumentHelp
    let choices: [String]
    let expected: String
    let accepts: @Sendable (String) -> Bool

    /// - Parameters:
    ///   - name: The name without dashes.
    ///   - help: What help says about it.
    ///   - choices: The possible values, where there are only a few.
    ///   - expected: Completes "the value 'x' of '--option' is not …".
    ///   - accepts: Whether a text is a valid value.
    public init(
        _ name: String, help: ArgumentHelp, choices: [String] = [], expected: String,
        accepts: @escaping @Sendable (String) -> Bool
    ) {
        (self.name, self.help, self.choices) = (name, help, choices)
        (self.expected, self.accepts) = (expected, accepts)
    }
}

/// Options that are declared by values: the texts that were given, by the options' names.
///
/// ```swift
/// @DeclaredOptions(Recipe.everyOption.map(\.declaredOption)) var values: [String: String]
/// ```
@propertyWrapper
public struct DeclaredOptions: DeclaredOptionsDeclaration {
    private let options: [DeclaredOption]
    private let slot = Slot<[String: String]>([:])

    public init(_ options: [DeclaredOption]) { self.options = options }

    public var wrappedValue: [String: String] { slot.current }

    var definitions: [ArgumentDefinition] {
        options.map { option in
            ArgumentDefinition(
                kind: .option, nameSpecification: .customLong(option.name), help: option.help,
                isRequired: false,
                isRepeating: false, choices: option.choices, defaultDescription: ""
            ) { [slot] words, name throws(ValidationError) in
                for word in words where !option.accepts(word) {
                    throw ValidationError("the value '\(word)' of '\(name)' is not \(option.expected)")
                }
                slot.value![option.name] = words.last
            }
        }
    }
}

protocol DeclaredOptionsDeclaration {
    var definitions: [ArgumentDefinition] { get }
}
