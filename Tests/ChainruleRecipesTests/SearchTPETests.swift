import ChainruleRecipes
import ChainruleTraining
import Foundation
import Testing

@Suite("The tree-structured Parzen estimator")
struct SearchTPETests {
    private let space = SearchSpace(["lr": .log(1e-5...10), "momentum": .uniform(0...1)])

    /// The lowest point, 0, is at a learning rate of 0.03 and a momentum of 0.8.
    private func bowl(_ proposal: Proposal) -> Double {
        let (rate, momentum) = (log10(proposal.number("lr") / 0.03) / 6, proposal.number("momentum") - 0.8)
        return rate * rate + momentum * momentum
    }

    @Test(
        "finds the lowest point of a smooth function more closely than drawing at random", arguments: [1, 4])
    func beatsRandom(_ generation: Int) {
        func mean(_ method: (UInt64) -> any SearchMethod) -> Double {
            (0..<20).reduce(0) { $0 + SearchSimulation(method($1), cost: bowl).lowestCost } / 20
        }
        let random = mean { RandomSearch(space, trials: 40, seed: $0) }
        let parzen = mean { TreeParzenSearch(space, trials: 40, seed: $0, generation: generation) }
        #expect(parzen < random / 3)
    }

    @Test("begins with the trials of a random search, then continues by generations")
    func generations() {
        let search = SearchSimulation(TreeParzenSearch(space, trials: 20, seed: 2, generation: 4), cost: bowl)
        #expect(search.generations.map(\.count) == [10, 4, 4, 2])
        #expect(search.generations[0] == RandomSearch(space, trials: 10, seed: 2).proposals(after: []))
        #expect(Set(search.proposals.map(\.settings)).count == 20)
        let few = TreeParzenSearch(space, trials: 3, seed: 2, generation: 4)
        #expect(SearchSimulation(few, cost: bowl).generations.map(\.count) == [3])
    }

    @Test("prefers the choice that does best, and never forgets the others")
    func choices() {
        let space = SearchSpace(["batch": .choice([16, 32, 64, 128]), "x": .uniform(0...1)])
        let search = SearchSimulation(TreeParzenSearch(space, trials: 100, seed: 1, generation: 1)) {
            ($0.settings["batch"] == 64 ? 0 : 1) + $0.number("x")
        }
        let later = search.proposals.dropFirst(10)
        let hits = later.count { $0.settings["batch"] == 64 }
        #expect(hits > 60 && hits < 90)
    }

    @Test("learns from the best of a few results already")
    func fewResults() {
        let space = SearchSpace(["x": .uniform(0...1)])
        let results = [0.9, 0.1, 0.4, 0.65].enumerated().map { place, x in
            TrialResult(number: place + 1, settings: ["x": .number(x)], cost: 1 - x)
        }
        let proposed = (0..<40).map { seed in
            TreeParzenSearch(space, trials: 5, seed: seed).proposals(after: results)[0].number("x")
        }
        #expect(proposed.reduce(0, +) / 40 > 0.75)
    }

    @Test("takes failed trials for bad ones")
    func failures() {
        let search = SearchSimulation(TreeParzenSearch(space, trials: 60, seed: 1, generation: 2)) {
            $0.number("lr") > 0.1 ? .infinity : bowl($0)
        }
        func failures(_ results: ArraySlice<TrialResult>) -> Int { results.count { $0.cost == .infinity } }
        #expect(failures(search.results.suffix(30)) < 5)
        #expect(search.lowestCost < 0.01)
    }
}
