import ChainruleData
import ChainruleModels

extension Recipe {
    static let numbers = transduction(
        of: SpelledNumbers.self, summary: "An encoder-decoder that writes numbers in words as digits.")
    static let dates = transduction(
        of: WrittenDates.self,
        summary: "An encoder-decoder that writes dates in many written forms as in ISO 8601.")

    private static func transduction<Pairs: GeneratedPairs>(
        of pairs: Pairs.Type, summary: String
    ) -> Recipe {
        Recipe(
            Pairs.name, summary: summary,
            source:
                "Luong, Pham and Manning, \"Effective approaches to attention-based neural machine translation\", 2015; without attention Sutskever, Vinyals and Le, \"Sequence to sequence learning with neural networks\", 2014",
            task: TextTransduction<Pairs>.self, options: [WriterOptions.attention, RecurrentOptions.size],
            defaults: Hyperparameters(
                epochs: 3, batchSize: 64, optimizer: .adam, learningRate: 0.003, schedule: .cosine())
        ) { request throws(NetworkRequest.Misfit) in
            guard case .sequence(let symbols, let length) = request.outputs, let read = request.symbolCount
            else {
                throw NetworkRequest.Misfit(
                    found: "no sequences of symbols", expected: "sequences to read and sequences to write")
            }
            return EncoderDecoder(
                sourceCount: read, targetCount: symbols.count, length: length,
                size: request.options[RecurrentOptions.size] ?? WriterOptions.usualSize,
                hasAttention: request.options[WriterOptions.attention] != AttentionKind.none)
        }
    }
}

/// Whether a network that writes sequences attends to what it reads.
enum AttentionKind: String, CaseIterable, Sendable {
    case dot, none
}

/// The options of networks that write sequences.
enum WriterOptions {
    static let usualSize = 128
    static let attention = RecipeOption<AttentionKind>(
        "attention", valueName: "kind",
        help: "Attention to what is read while a sequence is written: dot, which is the default, or none.")
}
