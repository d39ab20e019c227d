import Foundation

/// An option of a recipe, or of the data it takes, beyond the hyperparameters that every recipe has.
///
/// ```swift
/// static let hidden = RecipeOption<[Int]>(
///     "hidden", valueName: "sizes", help: "Units of the hidden layers; by default 64,64.",
///     expected: "whole numbers from 1 to 4096 with commas between them") { text in … }
/// let sizes = values[hidden] ?? [64, 64]
/// ```
public struct RecipeOption<Value: Sendable>: RecipeOptionDeclaration {
    public let name: String
    public let valueName: String
    public let help: String
    public let choices: [String]
    public let expected: String
    private let recording: @Sendable (String) -> String
    private let parse: @Sendable (String) -> Value?

    /// - Parameters:
    ///   - name: the name on the command line, without dashes.
    ///   - valueName: the placeholder of the value in help texts.
    ///   - help: one sentence with the default.
    ///   - choices: the possible values, where there are only a few.
    ///   - expected: what error messages say was expected instead of an invalid value.
    ///   - recorded: the text that records keep instead of a given one, such as an absolute path; by default the same.
    ///   - parse: the value of a text; nil if the text is not valid.
    public init(
        _ name: String, valueName: String, help: String, choices: [String] = [], expected: String,
        recorded: @escaping @Sendable (String) -> String = { $0 },
        parse: @escaping @Sendable (String) -> Value?
    ) {
        (self.name, self.valueName, self.help, self.choices) = (name, valueName, help, choices)
        (self.expected, recording, self.parse) = (expected, recorded, parse)
    }

    public func accepts(_ text: String) -> Bool { parse(text) != nil }

    public func recorded(_ text: String) -> String { recording(text) }

    fileprivate func value(of text: String) -> Value? { parse(text) }
}

/// What is known of a ``RecipeOption`` without the type of its value.
public protocol RecipeOptionDeclaration: Sendable {
    /// The name on the command line, without dashes.
    var name: String { get }
    /// The placeholder of the value in help texts.
    var valueName: String { get }
    /// One sentence for help texts.
    var help: String { get }
    /// The possible values, where there are only a few; else empty.
    var choices: [String] { get }
    /// What error messages say was expected instead of an invalid value.
    var expected: String { get }
    /// The text that records keep instead of a given one: paths are absolute there, valid from everywhere.
    func recorded(_ text: String) -> String

    /// Whether a text is a valid value.
    func accepts(_ text: String) -> Bool
}

extension RecipeOption<String> {
    /// The option of a path.
    public static func path(_ name: String, valueName: String, help: String) -> RecipeOption {
        RecipeOption(name, valueName: valueName, help: help, expected: "a path", recorded: absolutePath) {
            $0.isEmpty ? nil : $0
        }
    }
}

extension RecipeOption<Int> {
    /// The option of a whole number in `range`.
    public static func count(
        _ name: String, valueName: String = "n", help: String, in range: ClosedRange<Int>
    ) -> RecipeOption {
        RecipeOption(
            name, valueName: valueName, help: help,
            expected: "an integer from \(range.lowerBound) to \(range.upperBound)"
        ) { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }
    }
}

extension RecipeOption<[Int]> {
    /// The option of the sizes of layers, as in 64,64.
    ///
    /// - Parameters:
    ///   - name: the name on the command line, without dashes.
    ///   - help: one sentence with the default.
    ///   - allowsNone: whether 0 stands for no layer.
    static func sizes(_ name: String, help: String, allowsNone: Bool) -> RecipeOption {
        RecipeOption(
            name, valueName: "sizes", help: help,
            expected: "up to 16 integers from 1 to 8192 with commas between them"
                + (allowsNone ? ", or 0" : "")
        ) { text in
            if allowsNone && text == "0" { return [] }
            let sizes = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
            guard (1...16).contains(sizes.count), sizes.allSatisfy({ $0.map((1...8192).contains) ?? false })
            else { return nil }
            return sizes.compactMap(\.self)
        }
    }
}

extension RecipeOption where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// The option of one of several words.
    public init(_ name: String, valueName: String, help: String) {
        let choices = Value.allCases.map(\.rawValue)
        self.init(
            name, valueName: valueName, help: help, choices: choices,
            expected: "one of: " + choices.joined(separator: ", ")
        ) { Value(rawValue: $0) }
    }
}

/// A path that is valid from everywhere.
@Sendable func absolutePath(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.path
}

/// The options that were given, as texts by their names.
public struct OptionValues: Sendable, Equatable, Codable, ExpressibleByDictionaryLiteral {
    /// The texts by the options' names.
    public private(set) var texts: [String: String]

    /// Options by their names; paths become absolute.
    public init(_ texts: [String: String], of declarations: [any RecipeOptionDeclaration]) {
        self.texts = Dictionary(
            uniqueKeysWithValues: texts.map { name, text in
                (name, declarations.first { $0.name == name }?.recorded(text) ?? text)
            })
    }

    public init(dictionaryLiteral elements: (String, String)...) {
        texts = Dictionary(elements) { first, _ in first }
    }

    public init(from decoder: any Decoder) throws {
        texts = try decoder.singleValueContainer().decode([String: String].self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(texts)
    }

    /// The value of an option; nil if it was not given.
    public subscript<Value>(option: RecipeOption<Value>) -> Value? {
        texts[option.name].flatMap { option.value(of: $0) }
    }

    /// The same options with another text for one of them.
    public func setting(_ option: some RecipeOptionDeclaration, to text: String) -> OptionValues {
        var changed = self
        changed.texts[option.name] = text
        return changed
    }

    /// These options, and others, which have precedence.
    func merged(with others: OptionValues) -> OptionValues {
        var all = self
        all.texts.merge(others.texts) { $1 }
        return all
    }

    /// The options as they are typed, by their names.
    public var arguments: [String] {
        texts.sorted { $0.key < $1.key }.flatMap { ["--\($0.key)", $0.value] }
    }

    /// Those of `declarations` as they are typed; "no options" if none is given.
    func arguments(of declarations: [any RecipeOptionDeclaration]) -> String {
        let names = Set(declarations.map(\.name))
        var own = self
        own.texts = texts.filter { names.contains($0.key) }
        return own.texts.isEmpty ? "no options" : own.arguments.joined(separator: " ")
    }

    /// Why these cannot be the options of `declarations`; nil if they can.
    func problem(with declarations: [any RecipeOptionDeclaration]) -> (found: String, expected: String)? {
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            guard let declaration = declarations.first(where: { $0.name == name }) else {
                return (
                    "the unknown option '\(name)'",
                    "one of \(declarations.map(\.name).joined(separator: ", "))"
                )
            }
            if !declaration.accepts(text) {
                return ("the value '\(text)' of the option '\(name)'", declaration.expected)
            }
        }
        return nil
    }
}
