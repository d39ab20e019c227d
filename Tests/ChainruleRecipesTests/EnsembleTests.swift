import Chainrule
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("Ensembles") struct EnsembleTests {
    /// Scores whose softmax are these probabilities.
    private func scores(_ probabilities: [[Double]]) -> Tensor {
        Tensor(
            probabilities.joined().map { log($0) + 3 }, shape: [probabilities.count, probabilities[0].count])
    }

    private var three: [Tensor] {
        [
            scores([[0.6, 0.3, 0.1], [0.5, 0.4, 0.1]]),
            scores([[0.6, 0.3, 0.1], [0.2, 0.5, 0.3]]),
            scores([[0.1, 0.1, 0.8], [0.3, 0.3, 0.4]]),
        ]
    }

    @Test("averaging gives the logarithms of the mean probabilities")
    func average() {
        let combined = EnsembleCombination.averageProbabilities.combine(three)
        let means: [Double] = [1.3 / 3, 0.7 / 3, 1.0 / 3, 1.0 / 3, 1.2 / 3, 0.8 / 3]
        expectClose(combined, Tensor(means.map { log($0) }, shape: [2, 3]))
    }

    @Test("a vote goes to the class of most models, a tie to the larger mean probability")
    func vote() {
        let combined = EnsembleCombination.vote.combine(three)
        // In the second row each class has one vote.
        let expected: [Double] = [1.3 / 3, 0, 0, 1.0 / 3, 1.2 / 3, 0.8 / 3]
        expectClose(combined, Tensor(expected, shape: [2, 3]))
        #expect(combined.argmax().scalars(as: Int32.self) == [0, 1])
    }

    @Test("two votes win over one that is surer")
    func majority() {
        let sure = scores([[0.01, 0.99]])
        let unsure = scores([[0.51, 0.49]])
        let models = [unsure, sure, unsure]
        #expect(EnsembleCombination.vote.combine(models).argmax().item() == 0)
        #expect(EnsembleCombination.averageProbabilities.combine(models).argmax().item() == 1)
    }

    @Test("scores far apart neither overflow nor vanish", arguments: [DType.float32, .float64])
    func extremes(dtype: DType) {
        let large = Tensor([[1000, 0, -1000]], dtype: dtype)
        let combined = EnsembleCombination.averageProbabilities.combine([large, large])
        expectClose(combined, Tensor([[0, -1000, -2000]], dtype: dtype))
        #expect(EnsembleCombination.vote.combine([large, large]).argmax().item() == 0)
    }

    @Test("one model alone keeps its choice, and an ensemble has the parameters of all its models")
    func models() {
        let (first, second) = (Linear(4, 3), Linear(4, 3))
        let inputs = Tensor.uniform([5, 4], in: -1..<1, from: Generator(seed: 1))
        for combination in EnsembleCombination.allCases {
            let alone = Ensemble([first], combination)
            expectClose(alone(inputs).argmax(), first(inputs).argmax(), tolerance: .exact)
            let both = Ensemble([first, second], combination)
            expectClose(
                both(inputs), combination.combine([first(inputs), second(inputs)]), tolerance: .exact)
            #expect(both.parameterCount == first.parameterCount + second.parameterCount)
        }
    }

    @Test("no models, and scores of different shapes, are refused")
    func misuse() async throws {
        let none = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Ensemble([])
        }
        #expect(try #require(none).says("Ensemble: there are no models"))
        let shapes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = EnsembleCombination.vote.combine([Tensor([[1, 2]]), Tensor([[1, 2, 3]])])
        }
        #expect(try #require(shapes).says("scores must be [N, classes] throughout"))
    }
}
