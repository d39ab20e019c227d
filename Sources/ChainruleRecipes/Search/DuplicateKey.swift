/// A key that stands twice in one object of a text, which is known to be JSON; nil if there is none.
///
/// Decoders keep one of its values without a word. Keys count as equal if they are written alike.
func duplicateKey(inJSON text: [UInt8]) -> String? {
    /// The keys of the objects around the present place; those of arrays stay empty.
    var keys: [Set<ArraySlice<UInt8>>] = []
    var word: ArraySlice<UInt8> = []
    var wordStart: Int?
    var isEscaped = false
    for (index, byte) in text.enumerated() {
        let character = Character(Unicode.Scalar(byte))
        if let start = wordStart {
            if !isEscaped && character == "\"" { (word, wordStart) = (text[start..<index], nil) }
            isEscaped = !isEscaped && character == "\\"
            continue
        }
        switch character {
        case "\"": wordStart = index + 1
        case "{", "[": keys.append([])
        case "}", "]": _ = keys.popLast()
        case ":":
            guard let object = keys.indices.last else { return nil }
            if !keys[object].insert(word).inserted { return String(decoding: word, as: UTF8.self) }
        default: break
        }
    }
    return nil
}
