/// Sentences that are generated.
enum GeneratedSentences {
    private static let usualCount = 8000

    static let size = GeneratedSize(
        option: .count(
            "sentences",
            help:
                "For sentences without --data: number of generated training sentences, by default \(usualCount).",
            in: 2...1_000_000),
        usual: usualCount, trainingPerValidation: 4)
}
