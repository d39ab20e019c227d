import Chainrule

/// Days from 1900 to 2099 in many written forms, to be written as in ISO 8601: "Thursday, 12 March 1987" is 1987-03-12.
///
/// With slashes the month comes first, as in the United States, with dots the day. Two digits of a year are those of
/// 1969 to 2068, as in POSIX's `strptime`.
public enum WrittenDates: GeneratedPairs {
    public static let name = "dates"
    public static let summary = "dates in \(forms.count) written forms → ISO 8601"
    /// Those of the days of a year: they have every number, month and day of the week.
    public static let sourceCharacters = Set(
        (CalendarDay.all.prefix(366).flatMap(texts) + ["0123456789"]).joined().lowercased())
    public static let targetCharacters = Set("0123456789-")
    public static let longestSource = 32
    public static let longestTarget = 10

    public static func values(_ count: Int, from random: inout RandomStream) -> [Int] {
        different(count) { random.integer(below: CalendarDay.all.count) }
    }

    public static func pair(_ value: Int, from random: inout RandomStream) -> (source: String, target: String)
    {
        let day = CalendarDay.all[value]
        let allowed = 1969...2068 ~= day.year ? forms.count : forms.count - formsOfShortYear.count
        return (forms[random.integer(below: allowed)](day), day.isoText)
    }

    /// A day in every written form.
    static func texts(_ day: CalendarDay) -> [String] { forms.map { $0(day) } }

    private static let forms: [@Sendable (CalendarDay) -> String] = formsOfLongYear + formsOfShortYear

    private static let formsOfLongYear: [@Sendable (CalendarDay) -> String] = [
        { $0.isoText },
        { "\($0.day) \($0.monthName) \($0.year)" },
        { "\($0.day) \($0.monthName.prefix(3)) \($0.year)" },
        { "\($0.day)-\($0.monthName.prefix(3))-\($0.year)" },
        { "\($0.ordinal) of \($0.monthName) \($0.year)" },
        { "the \($0.ordinal) of \($0.monthName), \($0.year)" },
        { "\($0.monthName) \($0.day), \($0.year)" },
        { "\($0.monthName.prefix(3)) \($0.day), \($0.year)" },
        { "\($0.monthName) \($0.ordinal), \($0.year)" },
        { "\($0.weekday), \($0.day) \($0.monthName) \($0.year)" },
        { "\($0.weekday), \($0.monthName) \($0.day), \($0.year)" },
        { "\($0.weekday.prefix(3)) \($0.day) \($0.monthName.prefix(3)) \($0.year)" },
        { "\($0.day).\($0.month).\($0.year)" },
        { "\(twoDigits($0.day)).\(twoDigits($0.month)).\($0.year)" },
        { "\($0.month)/\($0.day)/\($0.year)" },
        { "\(twoDigits($0.month))/\(twoDigits($0.day))/\($0.year)" },
        { "\($0.year)/\(twoDigits($0.month))/\(twoDigits($0.day))" },
        { "\($0.year)\(twoDigits($0.month))\(twoDigits($0.day))" },
    ]

    private static let formsOfShortYear: [@Sendable (CalendarDay) -> String] = [
        { "\($0.month)/\($0.day)/\(twoDigits($0.year % 100))" },
        { "\($0.day) \($0.monthName) '\(twoDigits($0.year % 100))" },
    ]
}

/// A day of the Gregorian calendar.
struct CalendarDay: Sendable, Equatable {
    let year, month, day: Int
    /// From 0 for Monday.
    let weekdayNumber: Int

    var weekday: String { Self.weekdays[weekdayNumber] }
    var monthName: String { Self.months[month - 1].name }
    var isoText: String { "\(year)-\(twoDigits(month))-\(twoDigits(day))" }

    /// As in 1st, 12th and 23rd.
    var ordinal: String {
        let ending =
            switch (day / 10, day % 10) {
            case (1, _): "th"
            case (_, 1): "st"
            case (_, 2): "nd"
            case (_, 3): "rd"
            default: "th"
            }
        return "\(day)\(ending)"
    }

    /// The days from 1900 to 2099, in order. The first was a Monday.
    static let all: [CalendarDay] = {
        var days: [CalendarDay] = []
        for year in 1900...2099 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (index, month) in months.enumerated() {
                for day in 1...month.days + (isLeap && index == 1 ? 1 : 0) {
                    days.append(
                        CalendarDay(
                            year: year, month: index + 1, day: day, weekdayNumber: days.count % weekdays.count
                        ))
                }
            }
        }
        return days
    }()

    private static let weekdays = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]

    private static let months: [(name: String, days: Int)] = [
        ("January", 31), ("February", 28), ("March", 31), ("April", 30), ("May", 31),
        ("June", 30), ("July", 31), ("August", 31), ("September", 30), ("October", 31), ("November", 30),
        ("December", 31),
    ]
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
