import ArgumentParsing
import ChainruleData
import ChainruleRecipes
import ChainruleTraining

/// The arguments of `chainrule train` in a trial.
struct TrialCommandLine {
    private let recipe: String
    /// The options that all trials share.
    let options: [String]

    init(recipe: String, options: [String]) {
        self.recipe = recipe
        self.options = options
    }

    /// The words behind `chainrule` that run a trial, or resume it if it was begun.
    ///
    /// - Throws: `DataError` if another run was begun in the directory.
    func arguments(_ proposal: Proposal, in run: RunDirectory) throws -> [String] {
        guard run.isBegun else { return arguments(proposal) + ["--out", run.url.path] }
        guard let train = try parsed(arguments(proposal)), train.makes(try run.record()) else {
            throw DataError.malformed(
                source: run.url.path, found: "a run with other hyperparameters",
                expected: "those of the trial; choose another directory with --out")
        }
        return ["train", "--resume", run.url.path]
    }

    /// The words behind `chainrule` that train a proposal again.
    func arguments(_ proposal: Proposal) -> [String] {
        let settings = proposal.settings.sorted { $0.key < $1.key }
        return ["train", recipe] + settings.flatMap { ["--\($0)", "\($1)"] }
            + (proposal.epochs.map { ["--epochs", "\($0)"] } ?? []) + options
    }

    /// Checks that `chainrule train` accepts the values of the space.
    ///
    /// - Throws: `DataError`, which names the file of the space and the hyperparameter.
    func check(_ space: SearchSpace, source: String, decidesEpochs: Bool) throws(DataError) {
        for name in space.names {
            // Ends and points of ranges, which show whether an integer option gets other numbers.
            for setting in space[name].grid(2) + space[name].grid(7) {
                let proposal = Proposal([name: setting], epochs: decidesEpochs ? 1 : nil)
                if let problem = problem(with: arguments(proposal) + ["--out", "trial"]) {
                    throw .malformed(
                        source: source, found: "'\(name)', but \(problem)",
                        expected:
                            "an option of chainrule train that is not given on the command line, with valid values"
                    )
                }
            }
        }
    }

    /// Why `chainrule train` would refuse the words; nil if it takes them.
    private func problem(with arguments: [String]) -> String? {
        do {
            return try parsed(arguments) == nil ? "there is no such option" : nil
        } catch let error as ValidationError {
            return error.message
        } catch {
            // A request for help, or anything else that does not train.
            return "there is no such option"
        }
    }

    private func parsed(_ arguments: [String]) throws -> TrainCommand? {
        try TrainCommand.parseAsRoot(Array(arguments.dropFirst())) as? TrainCommand
    }
}

extension TrainCommand {
    /// Whether this is how the run of a record was begun.
    fileprivate func makes(_ record: RunRecord) -> Bool {
        guard let recipe, recipe.name == record.recipe else { return false }
        return hyperparameters(of: recipe) == record.hyperparameters
            && options.data.startingSeed == record.seed && options.data.values(for: recipe) == record.options
    }
}
