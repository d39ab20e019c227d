import ChainruleData
import Foundation

extension CharacterModel {
    private static let sequenceLengthOption = RecipeOption<Int>.count(
        "sequence-length",
        help: "For texts: characters in a piece, over which gradients flow back; by default \(usualLength).",
        in: sequenceLengths)
    package static let usualLength = 64
    /// How much of a text is the validation set.
    package static let usualShare = 0.1
    private static let generatedCharacters = 300_000

    public static var options: [any RecipeOptionDeclaration] {
        [DataOptions.data, HeldOut.option, sequenceLengthOption, DataOptions.seed]
    }

    public static func usageProblem(_ options: OptionValues) -> String? {
        options[DataOptions.data] != nil && options[DataOptions.seed] != nil
            ? "--data-seed is for generated texts and cannot be combined with --data" : nil
    }

    public static func dependsOnSeed(_ options: OptionValues) -> Bool { options[DataOptions.data] == nil }

    public static func files(_ options: OptionValues) throws(DataError) -> [String: String] {
        HeldOut.files(training: options[DataOptions.data], validation: options[HeldOut.option]?.file)
    }

    /// The text of a file, or one that is made; its end is the validation set, unless that is another file.
    public static func load(
        _ options: OptionValues, seed: UInt64
    ) throws(DataError) -> TaskData<CharacterModel> {
        let path = options[DataOptions.data]
        let name = path.map { URL(fileURLWithPath: $0).lastPathComponent } ?? "tales"
        let text =
            try scalars(path)
            ?? Array(
                Tales.write(characters: generatedCharacters, seed: options[DataOptions.seed] ?? seed)
                    .unicodeScalars)
        return try data(
            of: text, name: name, validation: scalars(options[HeldOut.option]?.file),
            share: options[HeldOut.option]?.share ?? usualShare,
            length: options[sequenceLengthOption] ?? usualLength)
    }

    /// A text as the data of a recipe.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - name: what it is called.
    ///   - other: the validation set; by default the end of the text.
    ///   - share: how much of the text the end is.
    ///   - length: the characters of a piece, over which gradients flow back.
    package static func data(
        of text: [Unicode.Scalar], name: String, validation other: [Unicode.Scalar]? = nil,
        share: Double = usualShare, length: Int = usualLength
    ) throws(DataError) -> TaskData<CharacterModel> {
        let cut = other == nil ? text.count - Int(share * Double(text.count)) : text.count
        let (training, validation) = (text[..<cut], other.map { $0[...] } ?? text[cut...])
        let vocabulary = Vocabulary(characters: [training, validation].joined())
        func pieces(_ text: ArraySlice<Unicode.Scalar>) throws(DataError) -> TextPieces {
            try TextPieces(text, vocabulary: vocabulary, length: length, source: name)
        }
        return TaskData(
            name: name, training: try pieces(training), validation: try pieces(validation),
            summary: "\(training.count) training and \(validation.count) validation characters, "
                + "\(vocabulary.count - 1) different ones")
    }

    private static func scalars(_ path: String?) throws(DataError) -> [Unicode.Scalar]? {
        guard let path else { return nil }
        return Array(try TextFile.read(path).unicodeScalars)
    }

    /// All of a text.
    public func validationExamples(
        at path: String, _ options: OptionValues
    ) throws(DataError) -> TextPieces {
        try TextPieces(
            TextFile.read(path).unicodeScalars, vocabulary: vocabulary, length: sequenceLength, source: path)
    }
}
