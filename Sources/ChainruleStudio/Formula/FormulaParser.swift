/// One step of a formula on a stack of tensors.
struct FormulaStep: Equatable {
    enum Action: Equatable {
        case number(Double)
        case variable(String)
        /// Applies a function or operator to the uppermost tensors.
        case apply(String, arguments: Int)
        /// Joins the uppermost tensors along a new first axis.
        case list(Int)
        /// Names the uppermost tensor and takes it away, to be used as a variable.
        case store(String)
    }

    let action: Action
    /// Where its word stands, counted from 1.
    let column: Int
}

/// Turns the words of a formula into steps, by recursive descent with one function for every level of precedence.
///
///     formula   = statement { ";" statement }
///     statement = [ name "=" ] sum
///     sum       = product { ( "+" | "-" ) product }
///     product   = signed { ( "*" | "/" | "@" ) signed }
///     signed    = [ "+" | "-" ] power
///     power     = primary [ "^" signed ]
///     primary   = number | name | name "(" sum { "," sum } ")" | "(" sum ")" | "[" row { ";" row } "]"
///     row       = sum { "," sum }
struct FormulaParser {
    private let text: String
    private let tokens: [FormulaToken]
    private var place = 0
    private var depth = 0
    private(set) var steps: [FormulaStep] = []
    /// The name that the last statement gives the result.
    private(set) var resultName: FormulaToken?

    /// So deep brackets, signs and powers may be nested.
    static let greatestDepth = 100

    init(_ text: String) throws(FormulaError) {
        self.text = text
        tokens = try FormulaLexer.tokens(of: text)
        try formula()
    }

    private mutating func formula() throws(FormulaError) {
        while true {
            var name: FormulaToken?
            if case .name = current.kind, tokens[place + 1].kind == .symbol("=") {
                name = current
                place += 2
            }
            try sum()
            resultName = name
            if current.kind == .end { return }
            guard current.kind == .symbol(";") else {
                throw error(expected: "an operator, ';' or the end")
            }
            guard let name else {
                throw error(
                    expected: "the end, since what is before it has no name; name it as in 'q = x + y; q * z'"
                )
            }
            emit(.store(name.text), at: name.column)
            place += 1
        }
    }

    private mutating func sum() throws(FormulaError) {
        try nested { (parser: inout FormulaParser) throws(FormulaError) in
            try parser.product()
            while let sign = parser.takeSymbol("+-") {
                try parser.product()
                parser.emit(.apply(sign.symbol, arguments: 2), at: sign.column)
            }
        }
    }

    private mutating func product() throws(FormulaError) {
        try signed()
        while let sign = takeSymbol("*/@") {
            try signed()
            emit(.apply(sign.symbol, arguments: 2), at: sign.column)
        }
    }

    private mutating func signed() throws(FormulaError) {
        try nested { (parser: inout FormulaParser) throws(FormulaError) in
            guard let sign = parser.takeSymbol("+-") else { return try parser.power() }
            // A negative number is a number, not an operation on one.
            if sign.symbol == "-", case .number(let number) = parser.current.kind,
                parser.tokens[parser.place + 1].kind != .symbol("^")
            {
                parser.place += 1
                return parser.emit(.number(-number), at: sign.column)
            }
            try parser.signed()
            if sign.symbol == "-" { parser.emit(.apply("negate", arguments: 1), at: sign.column) }
        }
    }

    private mutating func power() throws(FormulaError) {
        try primary()
        guard let sign = takeSymbol("^") else { return }
        try signed()
        emit(.apply("^", arguments: 2), at: sign.column)
    }

    private mutating func primary() throws(FormulaError) {
        let token = current
        switch token.kind {
        case .number(let number):
            place += 1
            emit(.number(number), at: token.column)
        case .name(let name):
            place += 1
            if takeSymbol("(") != nil {
                try call(name, at: token)
            } else {
                emit(.variable(name), at: token.column)
            }
        case .symbol("("):
            place += 1
            try sum()
            try take(")", insteadOf: "an operator or ')'")
        case .symbol("["):
            place += 1
            try matrix(at: token.column)
        default:
            throw error(expected: "a number, a name, '(' or '['")
        }
    }

    private mutating func call(_ name: String, at token: FormulaToken) throws(FormulaError) {
        guard let function = FormulaFunction.named(name) else {
            throw FormulaError(
                text: text, column: token.column, found: "the function '\(name)'",
                expected: "one of \(FormulaFunction.names.joined(separator: ", "))")
        }
        let count = try list(endingAt: ")")
        guard function.arguments.contains(count) else {
            throw FormulaError(
                text: text, column: token.column, found: "'\(name)' of \(count) arguments",
                expected: function.argumentsInWords)
        }
        emit(.apply(name, arguments: count), at: token.column)
    }

    /// A vector, or rows that semicolons divide.
    private mutating func matrix(at column: Int) throws(FormulaError) {
        var rows = 0
        repeat {
            var count = 0
            repeat {
                try sum()
                count += 1
            } while takeSymbol(",") != nil
            emit(.list(count), at: column)
            rows += 1
        } while takeSymbol(";") != nil
        try take("]", insteadOf: "an operator, ',', ';' or ']'")
        if rows > 1 { emit(.list(rows), at: column) }
    }

    /// The number of what commas divide.
    private mutating func list(endingAt end: Character) throws(FormulaError) -> Int {
        var count = 0
        repeat {
            try sum()
            count += 1
        } while takeSymbol(",") != nil
        try take(end, insteadOf: "an operator, ',' or '\(end)'")
        return count
    }

    private var current: FormulaToken { tokens[place] }

    private mutating func emit(_ action: FormulaStep.Action, at column: Int) {
        steps.append(FormulaStep(action: action, column: column))
    }

    private mutating func takeSymbol(_ symbols: String) -> (symbol: String, column: Int)? {
        guard case .symbol(let symbol) = current.kind, symbols.contains(symbol) else { return nil }
        defer { place += 1 }
        return (String(symbol), current.column)
    }

    private mutating func take(_ symbol: Character, insteadOf expected: String) throws(FormulaError) {
        guard takeSymbol(String(symbol)) != nil else { throw error(expected: expected) }
    }

    /// Keeps hostile nesting from using up the stack.
    private mutating func nested(
        _ body: (inout FormulaParser) throws(FormulaError) -> Void
    ) throws(FormulaError) {
        depth += 1
        defer { depth -= 1 }
        if depth > Self.greatestDepth {
            throw error(found: "more than \(Self.greatestDepth) nested parts", expected: "fewer")
        }
        try body(&self)
    }

    private func error(found: String? = nil, expected: String) -> FormulaError {
        FormulaError(
            text: text, column: current.column, found: found ?? current.description, expected: expected)
    }
}
