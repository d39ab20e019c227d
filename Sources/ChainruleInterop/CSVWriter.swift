/// Lines of comma-separated values, quoted as in RFC 4180.
package enum CSVWriter {
    /// The fields as one line, with its line feed.
    ///
    /// A field with a comma, a quotation mark or a line break is quoted, with its quotation marks doubled. So is
    /// a single empty field, because most readers skip an empty line.
    package static func line(_ fields: [String]) -> String {
        fields == [""] ? "\"\"\n" : fields.map(quoted).joined(separator: ",") + "\n"
    }

    private static func quoted(_ field: String) -> String {
        // By bytes: to Swift, a carriage return and a line feed together are a single character.
        guard field.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return field }
        return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            + "\""
    }
}
