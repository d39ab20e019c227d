import Chainrule

/// A formula as it is typed, such as `f = (x + y) * z`, made into a graph of tensors.
///
/// ```swift
/// let formula = try Formula("f = (x + y) * z")
/// let f = try formula.evaluated(at: ["x": Tensor(-2), "y": Tensor(5), "z": Tensor(-4)])
/// print(explain(f))
/// ```
///
/// There are numbers, names, `+ - * / ^`, `@` for products of matrices and vectors, and brackets: `[1, 2]` is a vector,
/// `[1, 2; 3, 4]` and `[[1, 2], [3, 4]]` are matrices. The functions are `sin`, `cos`, `tanh`, `exp`, `log`, `sqrt`,
/// `abs`, `relu`, `sigmoid` and `softplus` of every element; `step`, which is 1 where an element is positive and else 0; `max` and `min` of several arguments, or of the elements of one;
/// `sum` and `mean` over all elements; `dot` of two vectors; `transpose`. Several formulas divided by semicolons give names to
/// what they share: `q = x + y; f = q * z`.
///
/// Reading a formula needs no more than its length in memory and traps for no text.
public struct Formula: Sendable {
    /// The text.
    public let text: String
    /// The names of the variables whose values are needed, in the order of their first use.
    public let variables: [String]
    private let steps: [FormulaStep]
    private let resultName: String?

    /// The names of the functions that formulas can use, in alphabetical order.
    public static var functionNames: [String] { FormulaFunction.names }

    /// The longest text, in characters.
    public static let greatestLength = 10_000
    /// The most elements that a result may have.
    static let greatestCount = 1_000_000

    /// Reads a formula.
    ///
    /// - Parameter text: the formula.
    /// - Throws: ``FormulaError`` with the place of the first mistake.
    public init(_ text: String) throws(FormulaError) {
        if text.count > Self.greatestLength {
            throw FormulaError(
                text: String(text.prefix(20)) + "…", column: Self.greatestLength + 1, found: "a longer text",
                expected: "at most \(Self.greatestLength) characters")
        }
        let parser = try FormulaParser(text)
        (self.text, steps, resultName) = (text, parser.steps, parser.resultName?.text)
        var stored: Set<String> = []
        var needed: [String] = []
        func take(_ name: String, at column: Int) throws(FormulaError) {
            guard stored.insert(name).inserted, !needed.contains(name) else {
                throw FormulaError(
                    text: text, column: column, found: "'\(name)', which has been used before",
                    expected: "a new name")
            }
        }
        for step in steps {
            switch step.action {
            case .variable(let name) where !stored.contains(name) && !needed.contains(name):
                needed.append(name)
            case .store(let name): try take(name, at: step.column)
            default: continue
            }
        }
        if let name = parser.resultName { try take(name.text, at: name.column) }
        variables = needed
    }

    /// The graph of the formula for values of its variables, in double precision.
    ///
    /// - Parameter values: by the names of the variables, which the tensors then bear; others are ignored.
    /// - Returns: the result, under the name that the formula gives it.
    /// - Throws: ``FormulaError`` if a value is missing, or shapes do not fit together.
    public func evaluated(at values: [String: Tensor] = [:]) throws(FormulaError) -> Tensor {
        var known = Dictionary(
            uniqueKeysWithValues: variables.compactMap { name in
                values[name].map { (name, Tensor($0.cast(to: .float64).value, label: name)) }
            })
        var stack: [Operand] = []
        for step in steps {
            switch step.action {
            case .number(let number):
                stack.append(Operand(tensor: Tensor(number, dtype: .float64), number: number))
            case .variable(let name):
                guard let tensor = known[name] else {
                    throw error(step, "'\(name)' without a value", "its value, as in \(name)=2")
                }
                stack.append(Operand(tensor: tensor))
            case .store(let name): known[name] = stack.removeLast().tensor.named(name)
            case .list(let count):
                let elements = stack.suffix(count)
                stack.removeLast(count)
                stack.append(try list(Array(elements), step))
            case .apply(let name, let count):
                let arguments = Array(stack.suffix(count))
                stack.removeLast(count)
                stack.append(Operand(tensor: try applied(name, arguments, step)))
            }
        }
        let result = stack[0].tensor
        return resultName.map { result.named($0) } ?? result
    }

    /// A tensor on the stack.
    private struct Operand {
        let tensor: Tensor
        /// The number that the formula spells out here, if it does.
        var number: Double?
        /// Whether it is made of such numbers.
        var isLiteral = false
    }

    private func applied(_ name: String, _ arguments: [Operand], _ step: FormulaStep) throws(FormulaError)
        -> Tensor
    {
        let tensors = arguments.map(\.tensor)
        // The power of a number that is spelled out has a simpler gradient.
        if name == "^", let exponent = arguments[1].number { return pow(tensors[0], exponent) }
        let function = FormulaFunction.named(name)!
        if let misfit = function.misfit(tensors) { throw error(step, misfit.found, misfit.expected) }
        let result = function.apply(tensors)
        if result.shape.elementCount > Self.greatestCount {
            throw error(step, "a result of shape \(result.shape)", "at most \(Self.greatestCount) elements")
        }
        return result
    }

    private func list(_ elements: [Operand], _ step: FormulaStep) throws(FormulaError) -> Operand {
        let tensors = elements.map(\.tensor)
        if let odd = tensors.first(where: { $0.shape != tensors[0].shape }) {
            throw error(step, "rows of shapes \(tensors[0].shape) and \(odd.shape)", "rows of one length")
        }
        let joined = stack(tensors)
        let isLiteral = elements.allSatisfy { $0.number != nil || $0.isLiteral }
        return Operand(tensor: isLiteral ? Tensor(joined.value) : joined, isLiteral: isLiteral)
    }

    private func error(_ step: FormulaStep, _ found: String, _ expected: String) -> FormulaError {
        FormulaError(text: text, column: step.column, found: found, expected: expected)
    }
}
