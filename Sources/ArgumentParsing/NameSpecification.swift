/// The names of an option or flag: `.long`, `.shortAndLong`, `[.customShort("n"), .long]` and so on.
public indirect enum NameSpecification: ExpressibleByArrayLiteral, Sendable {
    /// `--batch-size` for the property `batchSize`.
    case long
    /// `-b` for the property `batchSize`.
    case short
    case shortAndLong
    /// Given without the dashes.
    case customLong(String)
    /// Given without the dash.
    case customShort(Character)
    case all([NameSpecification])

    public init(arrayLiteral names: NameSpecification...) { self = .all(names) }

    /// The names as they are typed.
    func names(of property: String) -> [String] {
        switch self {
        case .long: ["--" + kebabCase(property)]
        case .short: ["-" + kebabCase(property).prefix(1)]
        case .shortAndLong: [NameSpecification.short, .long].flatMap { $0.names(of: property) }
        case .customLong(let name): ["--" + name]
        case .customShort(let name): ["-" + String(name)]
        case .all(let parts): parts.flatMap { $0.names(of: property) }
        }
    }
}

/// `batchSize` as `batch-size`, `MNISTReader` as `mnist-reader`.
func kebabCase(_ name: String) -> String {
    let letters = Array(name)
    var result = ""
    for (index, letter) in letters.enumerated() {
        let endsWord = index > 0 && !letters[index - 1].isUppercase
        let startsWord = index > 0 && index + 1 < letters.count && letters[index + 1].isLowercase
        if letter.isUppercase && (endsWord || startsWord) { result += "-" }
        result += letter.lowercased()
    }
    return result
}
