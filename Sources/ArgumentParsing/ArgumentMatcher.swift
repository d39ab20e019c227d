/// Assigns the words of a command line to the declarations of one command.
struct ArgumentMatcher {
    private let definitions: [ArgumentDefinition]
    private let indexOfName: [String: Int]
    private var matched: [Int: [String]] = [:]

    init(_ definitions: [ArgumentDefinition]) {
        self.definitions = definitions
        let names = definitions.enumerated().flatMap { index, definition in
            definition.names.map { ($0, index) }
        }
        if names.contains(where: { CommandParser.helpNames.contains($0.0) }) {
            fatalError("-h and --help are taken by the help of every command")
        }
        indexOfName = Dictionary(names) { first, second in
            fatalError(
                "\(definitions[first].displayName) and \(definitions[second].displayName) share a name")
        }
    }

    mutating func match(_ arguments: ArraySlice<String>) throws(ValidationError) {
        var words = arguments
        var positional: [String] = []
        while let word = words.popFirst() {
            if word == "--" {
                positional += words
                break
            }
            if looksLikeOption(word) {
                try matchOption(word, following: &words)
            } else {
                positional.append(word)
            }
        }
        try matchPositional(positional[...])
    }

    /// Converts and stores every value; a declaration that got none keeps its default.
    func storeValues() throws(ValidationError) {
        for (index, definition) in definitions.enumerated() {
            if let words = matched[index] {
                try definition.store(words, definition.displayName)
            } else if definition.isRequired {
                throw ValidationError("missing \(definition.kind) '\(definition.label)'")
            }
        }
    }

    private mutating func matchOption(
        _ word: String, following words: inout ArraySlice<String>
    ) throws(ValidationError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        let (name, attached) = (parts[0], parts.dropFirst().first)
        guard let index = indexOfName[name] else {
            throw unknown("option", name, known: CommandParser.helpNames + definitions.flatMap(\.names))
        }
        guard matched[index] == nil || definitions[index].isRepeating else {
            throw ValidationError("option '\(name)' is given more than once")
        }
        switch (definitions[index].kind, attached) {
        case (.flag, let attached?):
            throw ValidationError("option '\(name)' takes no value, got '\(attached)'")
        case (.flag, nil):
            matched[index] = ["true"]
        case (_, let attached?):
            matched[index, default: []].append(attached)
        case (_, nil):
            let value = try nextValue(of: "'\(name) \(definitions[index].placeholder)'", in: &words)
            matched[index, default: []].append(value)
        }
    }

    private func nextValue(
        of option: String, in words: inout ArraySlice<String>
    ) throws(ValidationError) -> String {
        guard let next = words.popFirst() else { throw ValidationError("missing value of option \(option)") }
        guard !looksLikeOption(next) else {
            throw ValidationError(
                "missing value of option \(option) before '\(next)'; write a value that begins with '-' after '='"
            )
        }
        return next
    }

    private mutating func matchPositional(_ words: ArraySlice<String>) throws(ValidationError) {
        var words = words
        for (index, definition) in definitions.enumerated() where definition.kind == .argument {
            let taken = words.prefix(definition.isRepeating ? words.count : 1)
            words = words.dropFirst(taken.count)
            if !taken.isEmpty { matched[index] = Array(taken) }
        }
        if let surplus = words.first { throw ValidationError("unexpected argument '\(surplus)'") }
    }

    /// A negative number is a value, and `-` alone by custom names standard input.
    private func looksLikeOption(_ word: String) -> Bool {
        word.hasPrefix("-") && word != "-" && Double(word) == nil
    }
}
