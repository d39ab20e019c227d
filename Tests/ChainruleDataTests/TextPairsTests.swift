import ChainruleData
import Testing

@Suite("Generated pairs of texts") struct TextPairsTests {
    @Test("numbers are spelled as one says them, in both styles")
    func spelled() {
        let expected = [
            0: "zero", 7: "seven", 13: "thirteen", 40: "forty", 99: "ninety-nine", 100: "one hundred",
            101: "one hundred and one", 1000: "one thousand", 2015: "two thousand and fifteen",
            3250: "three thousand two hundred and fifty",
            312_005: "three hundred and twelve thousand and five",
            999_999: "nine hundred and ninety-nine thousand nine hundred and ninety-nine",
        ]
        for (number, text) in expected { #expect(SpelledNumbers.text(number) == text) }
        #expect(
            SpelledNumbers.text(312_045, hasAnd: false, hasHyphen: false)
                == "three hundred twelve thousand forty five")
        let longest = (0..<1000).map { SpelledNumbers.text($0 * 1000 + $0).count }.max()
        #expect(longest == SpelledNumbers.longestSource)
    }

    @Test("digits are what was spelled, numbers of every length occur, and none occurs twice")
    func numbers() {
        let (training, validation) = SpelledNumbers.draw(training: 2000, validation: 400, seed: 1)
        #expect(training.count == 2000 && validation.count == 400)
        for (source, target) in zip(training.sources, training.targets) {
            let number = Int(target)!
            let styles = [(true, true), (true, false), (false, true), (false, false)].map {
                SpelledNumbers.text(number, hasAnd: $0, hasHyphen: $1)
            }
            #expect(styles.contains(source))
        }
        let all = training.targets + validation.targets
        #expect(Set(all).count == all.count)
        #expect(Set(all.map(\.count)) == Set(1...6))
        #expect(Set(training.sources).isDisjoint(with: validation.sources))
    }

    @Test("the characters that may occur are those that do")
    func characters() {
        func check<Pairs: GeneratedPairs>(_ kind: Pairs.Type) {
            let (training, validation) = Pairs.draw(training: 5000, validation: 1000, seed: 2)
            let sources = (training.sources + validation.sources).joined().lowercased()
            let targets = (training.targets + validation.targets).joined()
            #expect(Set(sources) == Pairs.sourceCharacters && Set(targets) == Pairs.targetCharacters)
        }
        check(SpelledNumbers.self)
        check(WrittenDates.self)
    }

    @Test("a date is the day that was written, and no day occurs twice")
    func dates() throws {
        let (training, validation) = WrittenDates.draw(training: 4000, validation: 800, seed: 1)
        let all = training.targets + validation.targets
        #expect(Set(all).count == all.count)
        #expect(all.allSatisfy { $0.count == WrittenDates.longestTarget })
        #expect(training.sources.allSatisfy { $0.count <= WrittenDates.longestSource })
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        var checked = 0
        for (source, target) in zip(training.sources, training.targets) {
            let parts = target.split(separator: "-").compactMap { Int($0) }
            // With slashes the month is first, with dots the day.
            let slashes = source.split(separator: "/").compactMap { Int($0) }
            if slashes.count == 3 && slashes[0] <= 12 {
                #expect(
                    slashes == [parts[1], parts[2], parts[0]]
                        || slashes == [parts[1], parts[2], parts[0] % 100])
                checked += 1
            }
            let dots = source.split(separator: ".").compactMap { Int($0) }
            if dots.count == 3 {
                #expect(dots == [parts[2], parts[1], parts[0]])
                checked += 1
            }
            if let month = months.firstIndex(where: source.contains) {
                #expect(month + 1 == parts[1])
                #expect(source.contains("\(parts[2])"))
                checked += 1
            }
        }
        #expect(checked > 3000)
    }

    @Test("weekdays are those of the calendar, leap days among them")
    func weekdays() throws {
        let pairs = WrittenDates.draw(training: 40_000, validation: 0).training
        let texts = Dictionary(uniqueKeysWithValues: zip(pairs.targets, pairs.sources))
        // From the calendar: 29 February 2000 was a Tuesday, 1 January 1900 a Monday.
        let known = ["2000-02-29": "Tue", "1900-01-01": "Mon", "1969-07-20": "Sun", "2024-12-31": "Tue"]
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        for (date, weekday) in known {
            guard let text = texts[date], let day = days.first(where: { text.hasPrefix($0) }) else {
                continue
            }
            #expect(day == weekday)
        }
        #expect(!texts.keys.contains("1900-02-29") && !texts.keys.contains { $0.hasSuffix("02-30") })
    }

    @Test("a seed makes the same pairs, and another one others")
    func seeds() {
        let first = WrittenDates.draw(training: 50, validation: 10, seed: 4)
        #expect(first.training == WrittenDates.draw(training: 50, validation: 10, seed: 4).training)
        #expect(first.training != WrittenDates.draw(training: 50, validation: 10, seed: 5).training)
        #expect(
            first.training.subset([3, 1]).targets == [first.training.targets[3], first.training.targets[1]])
    }
}
