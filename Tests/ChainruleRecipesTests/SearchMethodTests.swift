import Chainrule
import ChainruleRecipes
import ChainruleTraining
import Foundation
import Testing

@Suite("A method of search")
struct SearchMethodTests {
    private static let space = SearchSpace([
        "lr": .log(1e-4...1), "momentum": .uniform(0...1), "batch": .choice([32, 64, 128]),
    ])

    static let plans: [SearchPlan.Method] = [
        .grid(points: 3, rounds: 2), .random(trials: 12, rounds: 3),
        .halving(trials: 9, epochs: 9, eta: 3), .hyperband(epochs: 9, eta: 3),
        .tpe(trials: 25, generation: 4),
    ]

    private func method(_ method: SearchPlan.Method, seed: UInt64 = 3) -> any SearchMethod {
        SearchPlan(
            recipe: "softmax", options: [], space: Self.space, method: method, seed: seed,
            objective: .accuracy
        ).makeMethod()
    }

    @Test("proposes the same again after the same results, wherever it was stopped", arguments: plans)
    func replay(_ plan: SearchPlan.Method) {
        let whole = SearchSimulation(method(plan), cost: bowl)
        let again = method(plan)
        var count = 0
        for generation in whole.generations {
            #expect(again.proposals(after: Array(whole.results[..<count])) == generation)
            count += generation.count
        }
        #expect(again.proposals(after: whole.results) == [])
        #expect(count <= again.trialCount && count > 0)
    }

    @Test("draws other settings from another seed", arguments: plans.dropFirst())
    func seed(_ plan: SearchPlan.Method) {
        let (one, other) = (method(plan, seed: 3), method(plan, seed: 4))
        #expect(one.proposals(after: []) != other.proposals(after: []))
    }

    @Test("ends even if every trial fails", arguments: plans)
    func failures(_ plan: SearchPlan.Method) {
        let search = SearchSimulation(method(plan)) { _ in .infinity }
        #expect(search.results.count > 0 && search.results.count <= method(plan).trialCount)
    }

    @Test("a grid has every combination once")
    func grid() {
        let search = SearchSimulation(GridSearch(Self.space, points: 3), cost: bowl)
        #expect(search.generations.count == 1)
        #expect(Set(search.proposals.map(\.settings)).count == 27)
        #expect(search.proposals.count == 27)
    }

    @Test(
        "begins with the trials of a shorter search, where more trials are the same search",
        arguments: [
            { .random(trials: $0, rounds: 1) }, { .tpe(trials: $0, generation: 4) },
        ] as [@Sendable (Int) -> SearchPlan.Method])
    func prefix(_ plan: @Sendable (Int) -> SearchPlan.Method) {
        let long = SearchSimulation(method(plan(23)), cost: bowl).proposals
        #expect(long.count == 23)
        for count in [1, 5, 10, 12, 17] {
            let short = SearchSimulation(method(plan(count)), cost: bowl).proposals
            #expect(short == Array(long.prefix(count)))
        }
    }

    @Test(
        "tries no settings twice and ends when there are no others",
        arguments: [.random(trials: 50, rounds: 1), .tpe(trials: 50, generation: 4)] as [SearchPlan.Method])
    func exhaustion(_ method: SearchPlan.Method) {
        let space = SearchSpace(["batch": .choice([16, 32, 64, 128]), "epochs": .whole(1...5)])
        let plan = SearchPlan(
            recipe: "softmax", options: [], space: space, method: method, seed: 0, objective: .accuracy)
        let search = SearchSimulation(plan.makeMethod()) { $0.number("batch") / $0.number("epochs") }
        #expect(search.proposals.count == 20)
        #expect(Set(search.proposals).count == 20)
    }

    @Test("every further round looks in a third of the ranges, around the best")
    func rounds() {
        let search = SearchSimulation(method(.random(trials: 12, rounds: 3)), cost: bowl)
        #expect(search.generations.map(\.count) == [12, 12, 12])
        for (round, width) in [(1, 1.0 / 3), (2, 1.0 / 9)] {
            let earlier = search.results.prefix(12 * round)
            let best = earlier.min { $0.cost < $1.cost }!
            let momenta = search.generations[round].map { $0.number("momentum") }
            #expect(momenta.max()! - momenta.min()! <= width + 1e-3)
            #expect(search.generations[round].allSatisfy { $0.settings["batch"] == best.settings["batch"] })
        }
        #expect(search.lowestCost < search.results.prefix(12).map(\.cost).min()!)
    }

    @Test("a trial that failed does not become the centre of a round")
    func roundsAfterFailures() {
        let search = SearchSimulation(method(.random(trials: 12, rounds: 2))) {
            $0.number("momentum") < 0.8 ? .infinity : 1 - $0.number("momentum")
        }
        #expect(search.generations[1].allSatisfy { $0.number("momentum") > 2.0 / 3 - 1e-3 })
    }

    /// Smooth, with its lowest point at a learning rate of 0.01, a momentum of 0.7 and a batch of 64.
    private func bowl(_ proposal: Proposal) -> Double {
        let (rate, momentum) = (log10(proposal.number("lr")) + 2, proposal.number("momentum") - 0.7)
        return rate * rate + 10 * momentum * momentum + abs(proposal.number("batch") - 64) / 64
    }
}
