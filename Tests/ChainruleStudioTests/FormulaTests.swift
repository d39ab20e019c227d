import Chainrule
import ChainruleStudio
import Testing

@Suite("Formula")
struct FormulaTests {
    private func value(_ text: String, _ values: [String: Tensor] = [:]) throws -> Double {
        try Formula(text).evaluated(at: values).item()
    }

    private func scalars(_ text: String, _ values: [String: Tensor] = [:]) throws -> [Double] {
        try Formula(text).evaluated(at: values).scalars()
    }

    @Test("the blackboard's f = (x + y)·z has its value, its names and its gradients")
    func product() throws {
        let formula = try Formula("f = (x + y) * z")
        #expect(formula.variables == ["x", "y", "z"])
        let f = try formula.evaluated(at: ["x": Tensor(-2), "y": Tensor(5), "z": Tensor(-4)])
        #expect(f.name == "f" && f.dtype == .float64)
        let rows = explain(f).rows
        #expect(rows.map { $0.value.item() } == [-2, 5, 3, -4, -12])
        #expect(rows.map { $0.gradient?.item() } == [-4, -4, -4, 3, 1])
    }

    @Test(
        "operators bind as in mathematics",
        arguments: [
            ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("10 - 4 - 3", 3), ("24 / 4 / 3", 2), ("2 ^ 3 ^ 2", 512),
            ("-2 ^ 2", -4),
            ("2 ^ -1", 0.5), ("-(1 + 2)", -3), ("2 * -3", -6), ("--3", 3), ("+4", 4), ("1e2 + .5", 100.5),
            ("2×3 − 4÷2", 4),
            ("max(1, 5, 3)", 5), ("min([4, 2, 8])", 2), ("dot([1, 2], [3, 4])", 11),
            ("sum([1, 2; 3, 4])", 10),
            ("mean([[1, 2], [3, 6]])", 3), ("abs(-3) + sqrt(16) + relu(-1) + exp(0) + log(1)", 8),
            ("sum([1, 2; 3, 4] @ [1, 1])", 10), ("sum(transpose([1, 2; 3, 4]) @ [1, 0])", 3),
            ("a = 2; b = a * 3; a + b", 8),
        ] as [(String, Double)])
    func precedence(_ text: String, _ expected: Double) throws {
        #expect(try value(text) == expected)
    }

    @Test("brackets make vectors and matrices, of variables too")
    func matrices() throws {
        let values: [String: Tensor] = ["x": Tensor(7), "W": Tensor([[1, 2], [3, 4]])]
        #expect(try Formula("[1, x; 3, 4]").evaluated(at: values).shape == [2, 2])
        #expect(try scalars("[1, x; 3, 4]", values) == [1, 7, 3, 4])
        #expect(try Formula("[1; 2]").evaluated().shape == [2, 1])
        #expect(try scalars("W @ [1, -1]", values) == [-1, -1])
        #expect(try scalars("W * 2 + [10, 20]", values) == [12, 24, 16, 28])
    }

    @Test(
        "a mistake is told with its column, what was found and what was expected",
        arguments: [
            ("(x + ) * z", 6, "')'", "a number, a name"), ("x + ", 5, "the end", "a number"),
            ("", 1, "the end", "a number"),
            ("2x", 2, "'x'", "an operator"), ("f(x)", 1, "the function 'f'", "one of abs"),
            ("sin(x, y)", 1, "'sin' of 2 arguments", "1 argument"),
            ("(x", 3, "the end", "an operator or ')'"), ("x $ y", 3, "'$'", "a number"),
            ("1e999", 1, "'1e999'", "a finite number"),
            ("[1, 2; 3]", 1, "rows of shapes [2] and [1]", "one length"), ("x + y; z", 6, "';'", "the end"),
            ("[1, 2] + [1, 2, 3]", 8, "the shapes [2] and [3]", "equal sizes"),
            ("x", 1, "'x' without a value", "x=2"),
            ("[1, 2] @ [1, 2, 3]", 8, "the shapes", "columns"),
            ("x = 1; x = 2", 8, "'x', which", "a new name"),
            ("transpose([1, 2])", 1, "the shape [2]", "a matrix"),
            ("dot([1], 2)", 1, "the shapes [1] and []", "two vectors"), ("[]", 2, "']'", "a number"),
        ] as [(String, Int, String, String)])
    func mistakes(_ text: String, _ column: Int, _ found: String, _ expected: String) throws {
        let error = try #require(throws: FormulaError.self) { try Formula(text).evaluated() }
        #expect(
            error.column == column && error.found.hasPrefix(found) && error.expected.contains(expected),
            "\(error)")
        #expect(error.description.hasPrefix("column \(column) of '\(text)': found \(found)"))
    }

    @Test("nesting without end is an error and no overflow of the stack")
    func nesting() throws {
        for part in ["(", "[", "-", "sin(", "2^", "x=(", "[[-("] {
            let text = String(repeating: part, count: Formula.greatestLength / part.count)
            #expect(throws: FormulaError.self) { try Formula(text) }
        }
        let long = String(repeating: "1+", count: 4999) + "1"
        #expect(try value(long) == 5000)
        #expect(throws: FormulaError.self) {
            try Formula(String(repeating: "1", count: Formula.greatestLength + 1))
        }
        #expect(throws: FormulaError.self) {
            try Formula("transpose(x) @ x").evaluated(at: ["x": Tensor.ones([1, 2000])])
        }
    }

    @Test("no text makes it trap, and every mistake has a place in the text")
    func fuzz() {
        var state: UInt64 = 1
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let words = [
            "x", "y", "2", "-", "+", "*", "/", "^", "@", "(", ")", "[", "]", ",", ";", "=", "sin(", "max(",
            "dot(", "sum(", "1.5e3",
            " ", "W", "é", "💥", "transpose(", "\u{0}", "mean(", "[1,2]",
        ]
        let values: [String: Tensor] = [
            "x": Tensor(2), "y": Tensor([1, 2]), "W": Tensor([[1, 2], [3, 4]]),
        ]
        var evaluated = 0
        for _ in 0..<20_000 {
            let bytes = (0..<random(20)).map { _ in UInt8(random(256)) }
            let words = (0..<random(12) + 1).map { _ in words[random(words.count)] }.joined()
            for text in [words, String(decoding: bytes, as: UTF8.self)] {
                do {
                    _ = try Formula(text).evaluated(at: values).scalars(as: Double.self)
                    evaluated += 1
                } catch {
                    #expect((1...text.count + 1).contains(error.column), "\(error)")
                }
            }
        }
        #expect(evaluated > 100)
    }
}
