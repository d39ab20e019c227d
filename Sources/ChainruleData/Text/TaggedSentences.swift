import Chainrule

/// Sentences with a tag for every word, such as its part of speech.
public struct TaggedSentences: Sendable, Equatable {
    /// The words of each sentence.
    public let words: [[String]]
    /// The tags of each sentence, one for each word, as places in ``tagNames``.
    public let tags: [[Int32]]
    /// The names of the tags.
    public let tagNames: [String]

    /// The number of sentences.
    public var count: Int { words.count }

    /// - Precondition: every word has a tag, which is one of those that have names.
    public init(words: [[String]], tags: [[Int32]], tagNames: [String]) {
        require(
            words.map(\.count) == tags.map(\.count)
                && tags.joined().allSatisfy { tagNames.indices.contains(Int($0)) },
            "TaggedSentences: words and tags do not fit each other")
        (self.words, self.tags, self.tagNames) = (words, tags, tagNames)
    }

    /// The sentences at `indices`, in that order.
    public func subset(_ indices: some Collection<Int>) -> TaggedSentences {
        TaggedSentences(words: indices.map { words[$0] }, tags: indices.map { tags[$0] }, tagNames: tagNames)
    }
}
