/// The option of tasks with sentences that are generated.
enum GeneratedSentences {
    private static let usualCount = 8000

    static let option = RecipeOption<Int>.count(
        "sentences",
        help:
            "For sentences without --data: number of generated training sentences, by default \(usualCount).",
        in: 2...1_000_000)

    /// The numbers of training and validation sentences.
    static func counts(_ options: OptionValues) -> (training: Int, validation: Int) {
        let count = options[option] ?? usualCount
        return (count, (count + 3) / 4)
    }
}
