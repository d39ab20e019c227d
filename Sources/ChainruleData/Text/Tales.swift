import Chainrule

/// Synthetic prose in simple English: data for a language model without a download.
///
/// Small tales, each a few paragraphs of lines of up to 64 characters: people go somewhere, look for something and talk about
/// it in quotation marks, and now and then a list is indented by what lies in what. All of it follows from the seed.
public enum Tales {
    /// Whole tales of at least so many characters together.
    ///
    /// - Parameters:
    ///   - count: the number of characters.
    ///   - seed: the random seed; the same seed gives the same text on every machine.
    public static func write(characters count: Int, seed: UInt64 = 0) -> String {
        var (text, number) = ("", 0)
        // All characters are ASCII.
        while text.utf8.count < count {
            var writer = TaleWriter(RandomStream(seed: seed, purpose: .tales, index: number))
            number += 1
            text += writer.tale(number: number)
        }
        return text
    }
}

/// Writes one tale.
private struct TaleWriter {
    private var random: RandomStream
    private let hero, friend, thing, place: String

    private static let names = [
        "Ada", "Bruno", "Clara", "Emil", "Greta", "Jonas", "Mira", "Oskar", "Runa", "Tilda",
    ]
    private static let places = [
        "the mill", "the old bridge", "the harbour", "the lighthouse", "the market", "the orchard",
        "the quarry",
        "the well",
    ]
    private static let things = [
        "brass key", "blue lantern", "copper bell", "map of the coast", "silver spoon", "wooden horse",
    ]
    private static let times = [
        "at dawn", "after the rain", "before noon", "in the evening", "when the moon rose",
    ]
    private static let moods = ["angry", "cheerful", "curious", "proud", "sleepy", "worried"]
    private static let animals = ["a black dog", "a fox", "a goat", "two crows", "three geese", "a grey cat"]
    private static let doings = [
        "sat on the wall", "looked at the sky", "slept under a cart", "waited by the door", "ate an apple",
        "counted the boats",
    ]
    private static let containers = ["basket", "box", "chest", "drawer", "sack"]
    private static let contents = [
        "a candle", "a cup", "a letter", "a loaf of bread", "a pair of gloves", "a rope", "four nails",
        "ten coins",
    ]

    init(_ random: RandomStream) {
        self.random = random
        let people = self.random.permutation(of: Self.names.count)
        (hero, friend) = (Self.names[people[0]], Self.names[people[1]])
        thing = Self.things[self.random.integer(below: Self.things.count)]
        place = Self.places[self.random.integer(below: Self.places.count)]
    }

    mutating func tale(number: Int) -> String {
        var parts = ["\(number). \(hero) and the \(thing)", Self.wrapped(opening())]
        for _ in 0..<2 + random.integer(below: 3) { parts.append(Self.wrapped(talk())) }
        if random.integer(below: 2) == 0 { parts.append(list()) }
        parts.append(Self.wrapped(ending()))
        return parts.joined(separator: "\n\n") + "\n\n\n"
    }

    private mutating func pick(_ choices: [String]) -> String {
        choices[random.integer(below: choices.count)]
    }

    private mutating func opening() -> String {
        "\(pick(["One day", "Long ago", "Last winter", "On a Sunday"])) \(hero) lost the \(thing). "
            + "\(pick(Self.times).capitalizedFirst) \(hero) walked to \(place), where \(friend) "
            + "\(pick(Self.doings)) and was \(pick(Self.moods)). " + scenery()
    }

    private mutating func scenery() -> String {
        "There \(pick(["came", "ran", "stood"])) \(pick(Self.animals)) \(pick(["near", "behind", "beside"])) "
            + "\(pick(Self.places))."
    }

    private mutating func talk() -> String {
        let question = pick([
            "Have you seen my \(thing)?", "Who has taken the \(thing)?", "Is the \(thing) still at \(place)?",
            "Why are you so \(pick(Self.moods)) today?",
        ])
        let answer = pick([
            "I saw it near \(pick(Self.places)),", "Nobody comes to \(place) any more,",
            "You should ask \(pick(Self.animals)),",
            "I do not know,", "It lies in the \(pick(Self.containers)),",
        ])
        let rest = pick([
            "and the way is long.", "but take care.", "if you must know.", "and I am hungry.", "as always.",
        ])
        return "\"\(question)\" asked \(hero). \"\(answer)\" said \(friend), \"\(rest)\" "
            + pick(["\(friend) \(pick(Self.doings)).", scenery(), "Then \(hero) was \(pick(Self.moods))."])
    }

    /// What lies in what, each level four blanks deeper.
    private mutating func list() -> String {
        var lines = ["In the \(pick(Self.containers)):"]
        for _ in 0..<2 + random.integer(below: 2) {
            lines.append("    " + pick(Self.contents))
            guard random.integer(below: 2) == 0 else { continue }
            lines.append("    a \(pick(Self.containers)) with")
            for _ in 0..<1 + random.integer(below: 2) { lines.append("        " + pick(Self.contents)) }
        }
        return lines.joined(separator: "\n")
    }

    private mutating func ending() -> String {
        pick(["At last", "In the end", "The next morning"]) + " \(hero) found the \(thing) at \(place). "
            + "\"\(pick(["There it is!", "Let us go home.", "What a day!"]))\" said \(pick([hero, friend])), and "
            + pick(["they laughed.", "they went home together.", "that was the end of it."])
    }

    /// The words in lines of at most 64 characters.
    private static func wrapped(_ text: String) -> String {
        var lines = [""]
        for word in text.split(separator: " ") {
            let isFirst = lines[lines.count - 1].isEmpty
            if !isFirst && lines[lines.count - 1].utf8.count + 1 + word.utf8.count > 64 {
                lines.append(String(word))
            } else {
                lines[lines.count - 1] += (isFirst ? "" : " ") + word
            }
        }
        return lines.joined(separator: "\n")
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
