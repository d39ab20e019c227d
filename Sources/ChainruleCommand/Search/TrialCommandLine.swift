import ArgumentParsing
import ChainruleData
import ChainruleTraining

/// What `chainrule train` is told in a trial.
struct TrialCommandLine {
    private let recipe: String
    /// The options that all trials share.
    let options: [String]

    /// - Parameters:
    ///   - options: Options of `chainrule train` that all trials share.
    ///   - searchSeed: The seed of every trial, unless the space decides about it.
    init(recipe: String, options: [String], searchSeed: UInt64?) {
        self.recipe = recipe
        self.options = options + (searchSeed.map { ["--seed", "\($0)"] } ?? [])
    }

    /// The words behind `chainrule` that run a trial; its results end up in `directory`.
    ///
    /// A proposal that goes on from an earlier trial is trained anew with all of its epochs: its learning rate
    /// follows a schedule over the whole run, which the earlier one has ended.
    func arguments(_ proposal: Proposal, into directory: String) -> [String] {
        arguments(proposal) + ["--out", directory]
    }

    /// The words behind `chainrule` that train a proposal again.
    ///
    /// A trial takes one thread, so that it shares the machine with others, and results are the same bits again.
    func arguments(_ proposal: Proposal) -> [String] {
        let settings = proposal.settings.sorted { $0.key < $1.key }
        return ["train", recipe] + settings.flatMap { ["--\($0)", "\($1)"] }
            + (proposal.epochs.map { ["--epochs", "\($0)"] } ?? []) + options + ["--threads", "1"]
    }

    /// Makes sure that `chainrule train` takes what the space has to offer.
    ///
    /// - Throws: `DataError`, which names the file of the space and the hyperparameter.
    func check(_ space: SearchSpace, source: String, decidesEpochs: Bool) throws(DataError) {
        for name in space.names {
            // Ends and uneven points of ranges: what is no whole number shows itself there.
            for setting in space[name].grid(2) + space[name].grid(7) {
                let proposal = Proposal([name: setting], epochs: decidesEpochs ? 1 : nil)
                if let problem = problem(with: arguments(proposal, into: "trial")) {
                    throw .malformed(
                        source: source, found: "'\(name)', but \(problem)",
                        expected: "an option of chainrule train that is not given otherwise, and its values")
                }
            }
        }
    }

    /// Makes sure, before the first trial, that there is data to learn from and that the recipe fits it.
    func requireData(seed: UInt64) throws {
        guard let train = try parsed(arguments(Proposal([:]))) else { return }
        let data = try train.options.source.load(seed: seed)
        try train.recipe?.requireFit(of: ImageShape(of: data.training), source: data.name)
    }

    /// Why `chainrule train` would refuse the words; nil if it takes them.
    private func problem(with arguments: [String]) -> String? {
        do {
            return try parsed(arguments) == nil ? "it is no such option" : nil
        } catch let error as ValidationError {
            return error.message
        } catch {
            // A question for help, or whatever else is no training.
            return "it is no such option"
        }
    }

    private func parsed(_ arguments: [String]) throws -> TrainCommand? {
        try TrainCommand.parseAsRoot(Array(arguments.dropFirst())) as? TrainCommand
    }
}
