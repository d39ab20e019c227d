import Chainrule
import Testing

@Suite("Explanation")
struct ExplanationTests {
    /// The gates of 1 / (1 + e^−(w0·x0 + w1·x1 + w2)), one operation each.
    static func sigmoidCircuit() -> Explanation {
        let (w0, w1, w2) = (
            Tensor(2.0).named("w0"), Tensor(-3.0).named("w1"), Tensor(-3.0).named("w2")
        )
        let (x0, x1) = (Tensor(-1.0).named("x0"), Tensor(-2.0).named("x1"))
        let s = (w0 * x0 + w1 * x1 + w2).named("s")
        return explain(reciprocal(exp(-s) + 1).named("f"))
    }

    /// (x + y)·z with q = x + y, at (−2, 5, −4).
    static func product() -> (Tensor, Explanation) {
        let (x, y, z) = (Tensor(-2.0).named("x"), Tensor(5.0).named("y"), Tensor(-4.0).named("z"))
        let f = (x + y).named("q") * z
        return (f, explain(f))
    }

    @Test("the table of (x + y)·z reads as on the whiteboard")
    func productTable() {
        let table = """
            #  name  operation  inputs  type       value  gradient
            ──────────────────────────────────────────────────────
            1  x     constant           float32[]   -2.0      -4.0
            2  y     constant           float32[]    5.0      -4.0
            3  q     add        x, y    float32[]    3.0      -4.0
            4  z     constant           float32[]   -4.0       3.0
            5        multiply   q, z    float32[]  -12.0       1.0
            """
        #expect(Self.product().1.description == table)
    }

    @Test("the sigmoid's gates have the values and gradients worked out by hand")
    func sigmoidGates() {
        let rows = Self.sigmoidCircuit().rows.filter { $0.name != "w2" }.suffix(6)
        #expect(rows.map(\.operation) == ["add", "negate", "exp", "constant", "add", "reciprocal"])
        func rounded(_ tensor: Tensor?) -> Double? { tensor.map { ($0.item() * 100).rounded() / 100 } }
        #expect(rows.map { rounded($0.value) } == [1.00, -1.00, 0.37, 1.00, 1.37, 0.73])
        #expect(rows.map { rounded($0.gradient) } == [0.20, -0.20, -0.53, -0.53, -0.53, 1.00])
    }

    @Test("the sigmoid's inputs have the gradients worked out by hand")
    func sigmoidInputs() throws {
        let rows = Self.sigmoidCircuit().rows
        let expected = ["w0": -0.20, "x0": 0.39, "w1": -0.39, "x1": -0.59, "w2": 0.20]
        for (name, gradient) in expected {
            let row = try #require(rows.first { $0.name == name })
            #expect(abs(try #require(row.gradient).item() - gradient) < 0.005, "\(name)")
        }
    }

    @Test("a number in the program stands in the table under its value, and points are aligned")
    func literals() {
        let table = """
            #  name  operation         inputs   type        value      gradient
            ─────────────────────────────────────────────────────────────────────
            1  x     constant                   float32[2]  [1.0 0.5]  [1.0 1.0]
            2  2.0   constant                   float32[]   2.0         0.75
            3  2.0   broadcast to [2]  2.0      float32[2]  [2.0 2.0]  [0.5 0.25]
            4        multiply          x, 2.0   float32[2]  [2.0 1.0]  [0.5 0.5]
            5        sum axes [0]      #4       float32[1]  [3.0]      [0.5]
            6        reshape to []     #5       float32[]   3.0         0.5
            7  2.0   constant                   float32[]   2.0        -0.75
            8        divide            #6, 2.0  float32[]   1.5         1.0
            """
        let x = Tensor([1, 0.5]).named("x")
        #expect(explain((x * 2).mean()).description == table)
    }

    @Test("a tensor used twice is one row, and the user of it names it twice")
    func sharedNode() throws {
        let x = Tensor(3.0).named("x")
        let rows = explain(x * x).rows
        #expect(rows.count == 2)
        #expect(rows[1].inputs == [1, 1])
        #expect(try #require(rows[0].gradient).item() == 6)
    }

    @Test("where no gradient flows the table has a dash")
    func missingGradients() {
        let x = Tensor([3, 4, 5]).named("x")
        let explanation = explain(x[Tensor([2, 0] as [Int32], shape: [2]).named("places")].sum())
        let places = explanation.rows[1]
        #expect(places.name == "places")
        #expect(places.gradient == nil)
        #expect(explanation.description.split(separator: "\n")[3].hasSuffix("[2 0]          –"))
    }

    @Test("without gradients integers can be explained, and the column is absent")
    func valuesAlone() {
        let n = Tensor([1, 2] as [Int32], shape: [2]).named("n")
        let explanation = explain(n + n, withGradients: false)
        let table = """
            #  name  operation  inputs  type      value
            ───────────────────────────────────────────
            1  n     constant           int32[2]  [1 2]
            2        add        n, n    int32[2]  [2 4]
            """
        #expect(explanation.description == table)
        #expect(!explanation.hasGradients)
    }

    @Test("the gradient of a vector starts from the upstream gradient given")
    func upstream() throws {
        let x = Tensor([1, 2]).named("x")
        let rows = explain(x * 3, upstream: Tensor([10, 100])).rows
        #expect(try #require(rows[0].gradient).scalars(as: Double.self) == [30, 300])
        #expect(try #require(rows.last?.gradient).scalars(as: Double.self) == [10, 100])
    }

    @Test("a vector without an upstream gradient is refused with the way out")
    func vectorWithoutUpstream() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = explain(Tensor([1, 2]) * 3)
        }
        let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(message.contains("float32[2], not a scalar"))
        #expect(message.contains("pass withGradients: false to explain only the values"))
    }

    @Test("many elements are summarized by range and mean, a few in brackets")
    func briefTexts() {
        func text(_ tensor: Tensor) -> String { tensor.briefText }
        #expect(text(Tensor(0.73105857)) == "0.7311")
        #expect(text(Tensor(12345.678)) == "12345.7")
        #expect(text(Tensor(-2e-7)) == "-2e-07")
        #expect(text(Tensor([[1, 2], [3, 0.25]])) == "[[1.0 2.0] [3.0 0.25]]")
        #expect(text(Tensor(0..<7)) == "min 0, mean 3.0, max 6")
        #expect(text(Tensor(0..<7) .< Tensor(4, dtype: .int32)) == "4 of 7 true")
        #expect(text(.zeros([3, 4])) == "all 0.0")
        #expect(text(.zeros([0, 4])) == "[]")
        let broken = Tensor([1, 2, .nan, 6, .infinity, .nan, 3] as [Float], shape: [7])
        #expect(text(broken) == "min 1.0, mean 3.0, max 6.0, 2 nan, 1 inf")
    }

    @Test("of many inputs the table names the first three and the last")
    func manyInputs() {
        let parts = (0..<9).map { Tensor([Double($0)] as [Double], shape: [1]).named("x\($0)") }
        #expect(explain(concatenate(parts).sum()).description.contains("  x0, x1, x2, ..., x8  "))
    }

    @Test("a graph of two thousand nodes is explained in all three forms")
    func deepGraph() {
        var x = Tensor(1.0).named("x")
        for _ in 1..<2000 { x = sin(x) }
        let explanation = explain(x)
        #expect(explanation.rows.map(\.number) == Array(1...2000))
        #expect(explanation.rows.dropFirst().allSatisfy { $0.inputs == [$0.number - 1] })
        #expect(explanation.description.split(separator: "\n").count == 2002)
        #expect(explanation.json.contains("\"number\":2000"))
    }
}
