/// The notation that all real numbers of one array share when it is printed, chosen as NumPy chooses it.
struct RealFormat<T: FloatingScalar> {
    private static var places: Int { 8 }
    /// From here on numbers are printed with an exponent: a float32 has no more whole digits than this.
    private static var large: T { T.dtype == .float32 ? 1e6 : 1e8 }

    private let notation: Numeral.Notation
    private var wholeWidth = 0
    private var fractionWidth = 0
    private var exponentWidth = 0

    init(fitting numbers: [T]) {
        let finite = numbers.filter(\.isFinite)
        notation = Self.needExponents(finite) ? .scientific : .positional
        for number in finite {
            let numeral = Numeral(number, notation, places: 0...Self.places)
            wholeWidth = max(wholeWidth, numeral.whole.count)
            fractionWidth = max(fractionWidth, numeral.fraction.count)
            exponentWidth = max(exponentWidth, numeral.exponent.count)
        }
        let widest = numbers.filter { !$0.isFinite }.map { Self.nonFiniteWord($0).count }.max() ?? 0
        wholeWidth += max(0, widest - width)
    }

    /// Whether the numbers are so large, so small or so far apart that columns of digits would mislead.
    private static func needExponents(_ finite: [T]) -> Bool {
        let magnitudes = finite.lazy.filter { $0 != 0 }.map(\.magnitude)
        guard let largest = magnitudes.max(), let smallest = magnitudes.min() else { return false }
        return largest >= large || smallest < 1e-4 || largest / smallest > 1000
    }

    private var width: Int {
        wholeWidth + 1 + fractionWidth + (notation == .scientific ? 1 + exponentWidth : 0)
    }

    /// The number, in the width that all words of this format have.
    func word(_ number: T) -> String {
        guard number.isFinite else { return Self.nonFiniteWord(number).leftPadded(to: width) }
        let minimum = notation == .scientific ? fractionWidth : 0
        let numeral = Numeral(number, notation, places: minimum...Self.places)
        let fraction = numeral.fraction.rightPadded(to: fractionWidth)
        return "\(numeral.whole.leftPadded(to: wholeWidth)).\(fraction)\(suffix(numeral.exponent))"
    }

    private func suffix(_ exponent: String) -> String {
        if exponent.isEmpty { return "" }
        let digits = String(exponent.dropFirst()).leftPadded(to: exponentWidth - 1, with: "0")
        return "e\(exponent.prefix(1))\(digits)"
    }

    /// A number that stands alone, with all the digits it needs.
    static func loneWord(_ number: T) -> String {
        guard number.isFinite else { return nonFiniteWord(number) }
        let magnitude = number.magnitude.asDouble
        let large = T.dtype == .float32 ? 1e6 : 1e16
        let isOrdinary = magnitude == 0 || (1e-4..<large).contains(magnitude)
        return Numeral(number, isOrdinary ? .positional : .scientific).text
    }

    private static func nonFiniteWord(_ number: T) -> String {
        number.isNaN ? "nan" : number < 0 ? "-inf" : "inf"
    }
}
