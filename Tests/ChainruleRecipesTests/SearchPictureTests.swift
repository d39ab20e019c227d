import ChainruleRecipes
import ChainruleTraining
import Foundation
import Testing

@Suite("The picture of a search")
struct SearchPictureTests {
    private func plan(_ objective: Objective = .accuracy) -> SearchPlan {
        SearchPlan(
            recipe: "mlp", options: [],
            space: SearchSpace(["lr": .log(1e-4...1), "kind": .choice(["a<b", "\"c\" & d"])]),
            method: .random(trials: 3, rounds: 1), seed: 0, objective: objective)
    }

    private func trial(_ number: Int, _ rate: Setting, _ outcome: Trial.Outcome) -> Trial {
        let proposal = Proposal(["lr": rate, "kind": "a<b"])
        return Trial(number: number, proposal: proposal, outcome: outcome, seconds: 1)
    }

    @Test("has an axis with its name for each hyperparameter and the objective, and a curve for each trial")
    func parts() {
        let trials = [
            trial(1, 0.01, .measured(loss: 0.5, metrics: ["accuracy": 0.8])),
            trial(2, 0.1, .measured(loss: 0.1, metrics: ["accuracy": 0.975])),
            trial(3, 1, .failed(reason: "the loss became nan")),
        ]
        let svg = ParallelCoordinates(trials, of: plan()).svg
        for text in [">lr<", ">kind<", ">validation accuracy<", ">97.50 %<", ">0.001<", ">a&lt;b<"] {
            #expect(svg.contains(text))
        }
        #expect(svg.components(separatedBy: "<path ").count - 1 == 3)
        #expect(svg.components(separatedBy: "stroke-dasharray").count - 1 == 1)
        // The best one is drawn last.
        let tips = svg.components(separatedBy: "<title>").dropFirst().map { $0.prefix(7) }
        #expect(tips == ["trial 3", "trial 1", "trial 2"])
        #expect(svg.contains("trial 3: kind a&lt;b, lr 1; failed: the loss became nan"))
        #expect(ParallelCoordinates(trials, of: plan(.loss)).svg.contains(">validation loss<"))
    }

    @Test(
        "has finite numbers alone, whatever came of the trials",
        arguments: [
            [], [.failed(reason: "?")], [.measured(loss: 0, metrics: ["accuracy": 1])],
            [.measured(loss: 0, metrics: ["accuracy": 1]), .measured(loss: 1e6, metrics: ["accuracy": 0])],
            [.measured(loss: 2, metrics: ["accuracy": 0.5]), .measured(loss: 2, metrics: ["accuracy": 0.5])],
        ] as [[Trial.Outcome]])
    func extremes(_ outcomes: [Trial.Outcome]) {
        let trials = outcomes.enumerated().map { trial($0 + 1, 0.01, $1) }
        for objective in [Objective.accuracy, .loss] {
            let svg = ParallelCoordinates(trials, of: plan(objective)).svg
            #expect(!svg.contains("nan") && !svg.contains("inf"))
            #expect(svg.components(separatedBy: "<path ").count - 1 == trials.count)
        }
    }

    private static let tiny = Double.leastNonzeroMagnitude

    @Test(
        "of a range that is hardly above 0 has finite numbers alone",
        arguments: [
            Domain.uniform(0...tiny), .log(tiny...2 * tiny), .log(tiny...1), .uniform(2 * tiny...1),
        ])
    func smallest(_ domain: Domain) {
        let plan = SearchPlan(
            recipe: "mlp", options: [], space: SearchSpace(["l2": domain]),
            method: .random(trials: 3, rounds: 1), seed: 0, objective: .accuracy)
        let trials = domain.grid(2).enumerated().map { index, setting in
            Trial(
                number: index + 1, proposal: Proposal(["l2": setting]),
                outcome: .measured(loss: 1, metrics: ["accuracy": 0.5]), seconds: 1)
        }
        let svg = ParallelCoordinates(trials, of: plan).svg
        #expect(!svg.contains("nan") && !svg.contains("inf"))
    }

    @Test("shows epochs as an axis of their own where the method decides about them")
    func epochs() {
        let trials = [1, 3, 9].map {
            Trial(
                number: $0, proposal: Proposal(["lr": 0.1, "kind": "a<b"], epochs: $0),
                outcome: .measured(loss: 1, metrics: ["accuracy": 0.5]), seconds: 1)
        }
        let svg = ParallelCoordinates(trials, of: plan()).svg
        for text in [">epochs<", ">1<", ">3<", ">9<"] { #expect(svg.contains(text)) }
    }
}
