import Chainrule

/// Whole numbers below a million in English words, to be written in digits: "three hundred and twelve thousand and five" is
/// 312005.
///
/// Numbers of one to six digits are equally frequent, as long as there are enough of them. They are spelled with or without
/// "and", tens and ones with a hyphen or a blank between them.
public enum SpelledNumbers: GeneratedPairs {
    public static let name = "numbers"
    public static let summary = "numbers in words → digits"
    public static let sourceCharacters = Set((small + tens + ["hundred thousand and -"]).joined())
    public static let targetCharacters = Set("0123456789")
    public static let longestSource = text(777_777).count
    public static let longestTarget = 6

    public static func values(_ count: Int, from random: inout RandomStream) -> [Int] {
        different(count) {
            let digits = 1 + random.integer(below: longestTarget)
            let first = digits == 1 ? 0 : powers[digits - 1]
            return first + random.integer(below: powers[digits] - first)
        }
    }

    public static func pair(_ value: Int, from random: inout RandomStream) -> (source: String, target: String)
    {
        let style = random.integer(below: 4)
        return (text(value, hasAnd: style & 1 == 0, hasHyphen: style & 2 == 0), "\(value)")
    }

    /// A number in words.
    ///
    /// - Parameters:
    ///   - number: from 0 to 999,999.
    ///   - hasAnd: whether an "and" comes before the tens and ones, as in British English.
    ///   - hasHyphen: whether tens and ones are joined by a hyphen.
    public static func text(_ number: Int, hasAnd: Bool = true, hasHyphen: Bool = true) -> String {
        require(0..<1_000_000 ~= number, "SpelledNumbers: \(number) is not from 0 to 999,999")
        func belowHundred(_ number: Int) -> String {
            if number < small.count { return small[number] }
            let ten = tens[number / 10 - 2]
            return number % 10 == 0 ? ten : ten + (hasHyphen ? "-" : " ") + small[number % 10]
        }
        /// The words of a number from 1 to 999.
        func belowThousand(_ number: Int) -> [String] {
            let (hundreds, rest) = number.quotientAndRemainder(dividingBy: 100)
            if hundreds == 0 { return [belowHundred(rest)] }
            let head = [small[hundreds], "hundred"]
            return rest == 0 ? head : head + and + [belowHundred(rest)]
        }
        let and = hasAnd ? ["and"] : []
        let (thousands, rest) = number.quotientAndRemainder(dividingBy: 1000)
        if thousands == 0 { return number == 0 ? small[0] : belowThousand(rest).joined(separator: " ") }
        let head = belowThousand(thousands) + ["thousand"]
        let tail = rest == 0 ? [] : (rest < 100 ? and : []) + belowThousand(rest)
        return (head + tail).joined(separator: " ")
    }

    private static let powers = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]
    private static let small = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ]
    private static let tens = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ]
}
