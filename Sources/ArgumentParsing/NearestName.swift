/// The error for a name that does not exist, with the nearest one that does where there is one.
func unknown(_ kind: String, _ typed: String, known: [String]) -> ValidationError {
    func letters(_ name: String) -> [Character] { Array(name.drop { $0 == "-" }) }
    let word = letters(typed)
    let ranked = known.map { (name: $0, distance: editDistance(word, letters($0))) }
    let message = "unknown \(kind) '\(typed)'"
    // About one slip in three letters: beyond that a suggestion is a guess.
    let tolerance = (word.count + 1) / 3
    guard let nearest = ranked.min(by: { $0.distance < $1.distance }), nearest.distance <= tolerance else {
        return ValidationError(message)
    }
    return ValidationError("\(message); did you mean '\(nearest.name)'?")
}

/// The Levenshtein distance: the fewest insertions, deletions and substitutions between two words.
private func editDistance(_ first: [Character], _ second: [Character]) -> Int {
    var row = Array(0...second.count)
    for (i, letter) in first.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in second.enumerated() {
            let substitution = diagonal + (letter == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(substitution, diagonal + 1, row[j] + 1)
        }
    }
    return row[second.count]
}
