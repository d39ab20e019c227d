/// The text of a decimal number in a cell, such as `-1.5e3`.
struct NumberText {
    /// The mark before the fraction; nil if there is none.
    let mark: DecimalMark?
    /// Whether the mark may group thousands: one to three digits before it, the first not 0, three behind, and nothing
    /// else but a sign.
    let looksGrouped: Bool
    let value: Double

    /// Reads a number with one of the two marks, or only with `decimal`; nil if it is not a number or out of
    /// float32's range.
    init?(_ content: UnsafeRawBufferPointer, decimal: DecimalMark? = nil) {
        var position = 0
        func digit() -> UInt64? {
            guard position < content.count, case let digit = content[position] &- UInt8(ascii: "0"),
                digit < 10
            else { return nil }
            return UInt64(digit)
        }
        /// Takes one of two bytes, if it is here.
        func take(_ first: UInt8, or second: UInt8) -> UInt8? {
            guard position < content.count, content[position] == first || content[position] == second
            else { return nil }
            position += 1
            return content[position - 1]
        }
        let isNegative = take(minus, or: plus) == minus
        var (mantissa, digits, exponent): (UInt64, Int, Int) = (0, 0, 0)
        func takeDigit(_ next: UInt64) {
            digits += 1
            position += 1
            if mantissa < 1 << 59 { mantissa = mantissa * 10 + next } else { exponent += 1 }
        }
        while let next = digit() { takeDigit(next) }
        let (whole, isBelowOne) = (digits, mantissa == 0)
        switch take(point, or: comma) {
        case point: mark = .point
        case comma: mark = .comma
        default: mark = nil
        }
        if mark != nil {
            while let next = digit() {
                exponent -= 1
                takeDigit(next)
            }
        }
        if digits == 0 { return nil }
        let fraction = digits - whole
        let isBare = position == content.count
        if take(UInt8(ascii: "e"), or: UInt8(ascii: "E")) != nil {
            let isReciprocal = take(minus, or: plus) == minus
            guard let first = digit() else { return nil }
            var power = Int(first)
            position += 1
            while let next = digit() {
                position += 1
                power = min(power * 10 + Int(next), 100_000)
            }
            exponent += isReciprocal ? -power : power
        }
        guard position == content.count else { return nil }
        if let decimal, mark != nil, mark != decimal { return nil }
        looksGrouped = mark != nil && isBare && fraction == 3 && (1...3).contains(whole) && !isBelowOne
        // Both factors are exact, so their product is rounded once (Clinger 1990).
        if mantissa < 1 << 53, abs(exponent) <= 22 {
            let power = powersOfTen[abs(exponent)]
            let size = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
            value = isNegative ? -size : size
        } else {
            let text = String(decoding: content, as: UTF8.self).replacing(",", with: ".")
            guard let number = Double(text), Float(number).isFinite else { return nil }
            value = number
        }
    }
}

private let minus = UInt8(ascii: "-")
private let plus = UInt8(ascii: "+")
private let point = UInt8(ascii: ".")
private let comma = UInt8(ascii: ",")

private let powersOfTen: [Double] = (0...22).map { Double("1e\($0)")! }

extension Double {
    /// The number in a text with a decimal point; nil if it is not a number or out of float32's range.
    init?(cell text: String) {
        var text = text
        let number = text.withUTF8 { NumberText(UnsafeRawBufferPointer($0), decimal: .point)?.value }
        guard let number else { return nil }
        self = number
    }
}
