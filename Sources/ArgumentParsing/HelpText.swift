private let lineWidth = 80
private let maximumLabelWidth = 30

/// The help of the command that a parser reached, without a newline at its end.
func helpText(for parser: CommandParser) -> String {
    let configuration = parser.command.configuration
    let definitions = ArgumentDefinition.all(of: parser.command.init())
    let tables = [
        ("Arguments:", definitions.filter { $0.kind == .argument }.map(row)),
        ("Options:", definitions.filter { $0.kind != .argument }.map(row) + commonOptions(of: parser)),
        ("Subcommands:", configuration.subcommands.map { ($0.commandName, $0.configuration.abstract) }),
    ].filter { !$0.1.isEmpty }
    // One width for all tables, so that the descriptions line up across them.
    let labelWidth = tables.flatMap(\.1).map(\.label.count).filter { $0 <= maximumLabelWidth }.max() ?? 0

    var sections = [configuration.abstract, configuration.discussion].filter { !$0.isEmpty }.map(paragraphs)
    sections.append(usage(of: parser, definitions))
    for (title, rows) in tables {
        sections.append(
            ([title] + rows.flatMap { lines(of: $0, labelWidth: labelWidth) }).joined(separator: "\n"))
    }
    if !configuration.subcommands.isEmpty {
        sections.append("'\(parser.commandLine) help <subcommand>' shows the options of a subcommand.")
    }
    return sections.joined(separator: "\n\n")
}

private typealias Row = (label: String, text: String)

private func row(of definition: ArgumentDefinition) -> Row {
    let label = (definition.names.dropLast() + [definition.label]).joined(separator: ", ")
    // A flag's value is implied, and so are its choices and its default.
    let isFlag = definition.kind == .flag
    let choices = isFlag ? "" : definition.choices.joined(separator: ", ")
    let standard = isFlag ? "" : definition.defaultDescription
    let notes = [("one of: ", choices), ("default: ", standard)].filter { !$0.1.isEmpty }.map { $0.0 + $0.1 }
    return (label, definition.help.abstract + (notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))"))
}

private func commonOptions(of parser: CommandParser) -> [Row] {
    let help = (CommandParser.helpNames.joined(separator: ", "), "Show this help.")
    return parser.hasVersion ? [("--version", "Show the version."), help] : [help]
}

private func usage(of parser: CommandParser, _ definitions: [ArgumentDefinition]) -> String {
    let required = definitions.filter { $0.kind == .option && $0.isRequired }
    let positional = definitions.filter { $0.kind == .argument }.map { definition in
        let word = definition.label + (definition.isRepeating ? "..." : "")
        return definition.isRequired ? word : "[\(word)]"
    }
    let words =
        ["Usage:", parser.commandLine] + required.map(\.label) + ["[options]"]
        + positional + (parser.command.configuration.subcommands.isEmpty ? [] : ["<subcommand>"])
    return wrap(words, width: lineWidth - 7).joined(separator: "\n       ")
}

private func lines(of row: Row, labelWidth: Int) -> [String] {
    let indent = labelWidth + 4
    let text = wrap(row.text, width: lineWidth - indent)
    let label = "  " + row.label
    let margin = String(repeating: " ", count: indent)
    if text.isEmpty { return [label] }
    if row.label.count > labelWidth { return [label] + text.map { margin + $0 } }
    return [label + margin.dropFirst(label.count) + text[0]] + text.dropFirst().map { margin + $0 }
}

/// Wraps each line on its own; one that begins with a space, such as an example, stays as it is.
private func paragraphs(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.hasPrefix(" ")
            ? String(line)
            : wrap(String(line), width: lineWidth).joined(separator: "\n")
    }
    return lines.joined(separator: "\n")
}

private func wrap(_ text: String, width: Int) -> [String] {
    wrap(text.split(separator: " ").map(String.init), width: width)
}

/// Fills lines greedily; a word longer than a line gets its own line.
private func wrap(_ words: [String], width: Int) -> [String] {
    var lines: [String] = []
    for word in words {
        if let last = lines.last, last.count + 1 + word.count <= width {
            lines[lines.count - 1] = last + " " + word
        } else {
            lines.append(word)
        }
    }
    return lines
}
