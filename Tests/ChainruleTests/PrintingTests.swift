import Chainrule
import Testing

@Suite("Printing")
struct PrintingTests {
    @Test("scalars print as NumPy's", arguments: Printout.scalars)
    func scalar(_ printout: Printout) {
        #expect(printout.tensor.description == printout.text)
    }

    @Test("vectors print as NumPy's", arguments: Printout.vectors)
    func vector(_ printout: Printout) {
        #expect(printout.tensor.description == printout.text)
    }

    @Test("matrices and arrays of higher rank print as NumPy's", arguments: Printout.grids)
    func grid(_ printout: Printout) {
        #expect(printout.tensor.description == printout.text)
    }

    @Test(
        "of more than a thousand elements the ends of each axis print as NumPy's",
        arguments: Printout.excerpts)
    func excerpt(_ printout: Printout) {
        #expect(printout.tensor.description == printout.text)
    }

    @Test("a thousand elements print in full")
    func fullText() {
        let text = Tensor(0..<1000).description
        #expect(!text.contains("..."))
        #expect(text.split(whereSeparator: { "[ ]\n".contains($0) }).map { Int($0) } == Array(0..<1000))
    }

    @Test("the debug description tells element type, shape and name")
    func debugDescription() {
        let w = Tensor([[1, 2, 3], [4, 5, 6]]).named("w")
        #expect(w.debugDescription == "Tensor(float32[2, 3], name: \"w\")\n[[1. 2. 3.]\n [4. 5. 6.]]")
        #expect(Tensor(0..<2).debugDescription == "Tensor(int32[2])\n[0 1]")
        #expect(Tensor(0.5, dtype: .float64).debugDescription == "Tensor(float64[]) 0.5")
    }

    @Test("printing computes a tensor that has no value yet")
    func evaluation() {
        let (x, y) = (Tensor([1, 2]), Tensor([0.5, 0.25]))
        #expect("\(x * y)" == "[0.5 0.5]")
    }
}
