import ChainruleRecipes
import ChainruleTraining
import Testing

@Suite("Successive halving and Hyperband")
struct SearchHalvingTests {
    private let space = SearchSpace(["x": .uniform(0...1)])

    private func rungs(_ bracket: Bracket) -> [[Int]] { bracket.rungs.map { [$0.trials, $0.epochs] } }

    @Test("have the brackets of the paper's table for R = 81 and η = 3")
    func table() {
        #expect(
            Bracket.hyperband(epochs: 81, eta: 3).map(rungs) == [
                [[81, 1], [27, 3], [9, 9], [3, 27], [1, 81]],
                [[34, 3], [11, 9], [3, 27], [1, 81]],
                [[15, 9], [5, 27], [1, 81]],
                [[8, 27], [2, 81]],
                [[5, 81]],
            ])
    }

    @Test("round epochs that are no power of η, and end with exactly as many as asked for")
    func uneven() {
        #expect(rungs(.halving(trials: 27, epochs: 10, eta: 3)) == [[27, 1], [9, 3], [3, 10]])
        // A third of 8 epochs is nearer to 3 than to 2.
        #expect(rungs(.halving(trials: 9, epochs: 8, eta: 3)) == [[9, 3], [3, 8]])
        #expect(rungs(.halving(trials: 4, epochs: 100, eta: 2)) == [[4, 25], [2, 50], [1, 100]])
        #expect(rungs(.halving(trials: 5, epochs: 1, eta: 3)) == [[5, 1]])
        #expect(rungs(.halving(trials: 1, epochs: 7, eta: 3)) == [[1, 7]])
        #expect(Bracket.hyperband(epochs: 2, eta: 3).map(rungs) == [[[1, 2]]])
    }

    @Test("try the settings of the best again with more epochs")
    func promotion() {
        let search = SearchSimulation(
            SuccessiveHalving(space, .halving(trials: 9, epochs: 9, eta: 3), seed: 5)
        ) { $0.number("x") }
        #expect(search.generations.map(\.count) == [9, 3, 1])
        #expect(search.generations.map { $0[0].epochs } == [1, 3, 9])
        let best = search.results.prefix(9).sorted { $0.cost < $1.cost }
        #expect(search.generations[1].map(\.settings) == best.prefix(3).map(\.settings))
        #expect(search.generations[2][0].settings == best[0].settings)
    }

    @Test("try the earlier of equally good settings again")
    func equals() {
        let search = SearchSimulation(
            SuccessiveHalving(space, .halving(trials: 9, epochs: 9, eta: 3), seed: 5)
        ) { _ in 1 }
        let first = search.generations[0].map(\.settings)
        #expect(search.generations[1].map(\.settings) == Array(first.prefix(3)))
        #expect(search.generations[2].map(\.settings) == [first[0]])
    }

    @Test("try no failed settings again, though a rung gets shorter by it")
    func failures() {
        let draws = RandomSearch(space, trials: 9, seed: 5).proposals(after: []).map { $0.number("x") }
        let second = draws.sorted()[1]
        let search = SearchSimulation(
            SuccessiveHalving(space, .halving(trials: 9, epochs: 9, eta: 3), seed: 5)
        ) { $0.number("x") <= second ? $0.number("x") : .infinity }
        #expect(search.generations.map(\.count) == [9, 2, 1])
    }

    @Test("draw other settings in every bracket, and try again those of its own only")
    func brackets() {
        let search = SearchSimulation(Hyperband(space, epochs: 9, eta: 3, seed: 5)) { $0.number("x") }
        #expect(search.generations.map(\.count) == [9, 3, 1, 5, 1, 3])
        #expect(search.generations.map { $0[0].epochs } == [1, 3, 9, 3, 9, 9])
        let first = [search.generations[0], search.generations[3], search.generations[5]].joined()
        #expect(Set(first.map(\.settings)).count == 17)
        #expect(search.generations[3].map(\.settings).contains(search.generations[4][0].settings))
        #expect(Hyperband(space, epochs: 9, eta: 3, seed: 5).trialCount == 22)
    }
}
