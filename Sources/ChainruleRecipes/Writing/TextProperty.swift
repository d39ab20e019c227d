/// What a memory cell might keep track of while it reads a text.
public enum TextProperty: String, Sendable, CaseIterable {
    /// How many characters have come since the last line end.
    case linePosition = "position in line"
    /// 1 between quotation marks, 0 elsewhere; straight marks open and close in turn.
    case quotation = "inside quotes"
    /// How many blanks, and four times as many tabs, the line began with so far.
    case indentation = "indentation"

    /// The value behind every character of a text.
    public func values(over text: some Sequence<Character>) -> [Double] {
        switch self {
        case .linePosition:
            var position = 0.0
            return text.map { character in
                position = character.isNewline ? 0 : position + 1
                return position
            }
        case .quotation:
            var isInside = false
            return text.map { character in
                switch character {
                case "\"": isInside.toggle()
                case "“", "«", "„": isInside = true
                case "”", "»": isInside = false
                default: break
                }
                return isInside ? 1 : 0
            }
        case .indentation:
            var (depth, isAtBeginning) = (0.0, true)
            return text.map { character in
                if character.isNewline {
                    (depth, isAtBeginning) = (0, true)
                } else if isAtBeginning && (character == " " || character == "\t") {
                    depth += character == "\t" ? 4 : 1
                } else {
                    isAtBeginning = false
                }
                return depth
            }
        }
    }
}
