import Chainrule

/// Texts, each with the text that it is to become, in memory.
public struct TextPairs: Sendable, Equatable {
    /// What is read.
    public let sources: [String]
    /// What is to be written, for each source.
    public let targets: [String]

    /// The number of pairs.
    public var count: Int { sources.count }

    /// - Precondition: there is a target for each source.
    public init(sources: [String], targets: [String]) {
        require(
            sources.count == targets.count,
            "TextPairs: \(sources.count) sources, but \(targets.count) targets")
        (self.sources, self.targets) = (sources, targets)
    }

    /// The pairs at `indices`, in that order.
    public func subset(_ indices: some Collection<Int>) -> TextPairs {
        TextPairs(sources: indices.map { sources[$0] }, targets: indices.map { targets[$0] })
    }
}

/// Texts that this module makes, with the text that each is to become: data for encoder-decoders without a download.
public protocol GeneratedPairs: Sendable {
    /// What the data are called, such as `numbers`.
    static var name: String { get }
    /// What is read and what is written, in a few words.
    static var summary: String { get }
    /// Every character that occurs in a source, in lower case, and in a target.
    static var sourceCharacters: Set<Character> { get }
    static var targetCharacters: Set<Character> { get }
    /// The number of characters of the longest source.
    static var longestSource: Int { get }
    /// The number of characters of the longest target.
    static var longestTarget: Int { get }

    /// `count` different numbers or days, each of which is the target of one pair.
    static func values(_ count: Int, from random: inout RandomStream) -> [Int]

    /// A value in one of its written forms, and the text that it is to become.
    static func pair(_ value: Int, from random: inout RandomStream) -> (source: String, target: String)
}

extension GeneratedPairs {
    /// The most pairs of a training set: so few that there are a fifth of them more for a validation set.
    public static var mostPairs: Int { 50_000 }

    /// Makes a training and a validation set. No target, and so no source, is in both of them, or twice in one.
    ///
    /// - Parameters:
    ///   - training: the number of training pairs.
    ///   - validation: the number of validation pairs.
    ///   - seed: the random seed; the same seed gives the same pairs on every machine.
    /// - Precondition: there are not more than ``mostPairs`` training pairs, and a fifth of that validation pairs.
    public static func draw(
        training: Int, validation: Int, seed: UInt64 = 0
    ) -> (training: TextPairs, validation: TextPairs) {
        require(
            0...mostPairs ~= training && 0...mostPairs / 5 ~= validation,
            "\(name): \(training) training and \(validation) validation pairs, expected up to \(mostPairs) and \(mostPairs / 5)"
        )
        var random = RandomStream(seed: seed, purpose: .textPairs, index: 0)
        let values = values(training + validation, from: &random)
        let pairs = random.permutation(of: values.count).map { pair(values[$0], from: &random) }
        func part(_ pairs: some Sequence<(source: String, target: String)>) -> TextPairs {
            TextPairs(sources: pairs.map(\.source), targets: pairs.map(\.target))
        }
        return (part(pairs.prefix(training)), part(pairs.dropFirst(training)))
    }

    /// `count` different numbers that `draw` makes.
    static func different(_ count: Int, _ draw: () -> Int) -> [Int] {
        var seen: Set<Int> = []
        var numbers: [Int] = []
        while numbers.count < count {
            let number = draw()
            if seen.insert(number).inserted { numbers.append(number) }
        }
        return numbers
    }
}
