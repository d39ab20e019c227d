import ChainruleData
import Foundation

/// Which examples are for validation, where the data do not say it by themselves.
enum HeldOut: Sendable {
    case share(Double)
    case file(String)

    private init?(_ text: String) {
        if let share = Double(text) {
            guard (0..<1).contains(share) else { return nil }
            self = .share(share)
        } else {
            if text.isEmpty { return nil }
            self = .file(text)
        }
    }

    static let option = RecipeOption<HeldOut>(
        "held-out", valueName: "path|share",
        help:
            "For tables, sentences and texts: the validation set, data at a path or a share of the examples; by default 0.2 "
            + "unless the data have a validation part, and of a text its last 0.1.",
        expected: "a path, or a number from 0 up to but excluding 1",
        recorded: { Double($0) == nil ? absolutePath($0) : $0 },
        parse: { HeldOut($0) })

    static let usualShare = 0.2

    /// The share of the examples; nil if they are at a path.
    var share: Double? { if case .share(let share) = self { share } else { nil } }

    /// The path of the data; nil if they are a share of the examples.
    var file: String? { if case .file(let file) = self { file } else { nil } }

    /// The files of both sets by the names that records give them.
    static func files(training: String?, validation: String?) -> [String: String] {
        let paths = [training, validation].compactMap(\.self)
        // Two files of one name are told apart by their paths.
        let names = Set(paths.map { URL(fileURLWithPath: $0).lastPathComponent })
        return Dictionary(
            paths.map { (names.count < paths.count ? $0 : URL(fileURLWithPath: $0).lastPathComponent, $0) }
        ) { first, _ in first }
    }
}

extension TaskExamples {
    /// The examples without and with those that are held out for validation, the same share of every class.
    func split(_ options: OptionValues, seed: UInt64) -> (training: Self, validation: Self) {
        var share = HeldOut.usualShare
        if case .share(let chosen) = options[HeldOut.option] { share = chosen }
        let seed = options[DataOptions.seed] ?? seed
        let indices = ChainruleData.Examples(Array(0..<count))
        let parts =
            knownClassNumbers.map { indices.split(validationShare: share, seed: seed, stratifiedBy: $0) }
            ?? indices.split(validationShare: share, seed: seed)
        return (subset(parts.training.indices), subset(parts.validation.indices))
    }
}
