import ChainruleRecipes
import ChainruleTraining

/// What a method proposed, generation by generation, and what came of it.
struct SearchSimulation {
    private(set) var generations: [[Proposal]] = []
    private(set) var results: [TrialResult] = []

    var proposals: [Proposal] { generations.flatMap { $0 } }
    var lowestCost: Double { results.map(\.cost).min() ?? .infinity }

    /// Runs a method to its end on a function in place of trainings.
    init(_ method: any SearchMethod, cost: (Proposal) -> Double) {
        while true {
            let generation = method.proposals(after: results)
            if generation.isEmpty { break }
            for proposal in generation {
                results.append(
                    TrialResult(
                        number: results.count + 1, settings: proposal.settings, cost: cost(proposal)))
            }
            generations.append(generation)
        }
    }
}

extension Setting {
    /// The number; nil of a word.
    var number: Double? {
        if case .number(let number) = self { number } else { nil }
    }
}

extension Proposal {
    func number(_ name: String) -> Double { settings[name]!.number! }
}
