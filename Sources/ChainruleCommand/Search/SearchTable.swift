import Chainrule
import ChainruleRecipes
import ChainruleTraining

/// The output of a search: before, after every trial and at the end.
struct SearchTable {
    private let plan: SearchPlan
    private let trialCount: Int
    /// What is shown beside the loss.
    private let metric: Objective
    private let hasEpochs: Bool
    private let widths: [Int]

    private static let shownCount = 20

    /// - Parameters:
    ///   - metric: what is shown beside the loss.
    ///   - trialCount: how many trials there will be, or at most.
    init(_ plan: SearchPlan, showing metric: Objective, trialCount: Int) {
        self.plan = plan
        self.metric = metric
        self.trialCount = trialCount
        hasEpochs =
            switch plan.method {
            case .halving, .hyperband: true
            case .grid, .random, .tpe: false
            }
        // What is drawn has four significant digits, such as 0.0001234; what is chosen may be longer.
        let ofSpace = plan.space.names.map { name in
            plan.space[name].grid(2).reduce(max(name.count, 9)) { max($0, $1.description.count) } + 2
        }
        widths = [7, max(11, metric.name.count + 2), 13, 9] + (hasEpochs ? [8] : []) + ofSpace
    }

    func opening(_ directory: SearchDirectory, doneCount: Int) -> String {
        let done = doneCount == 0 ? "" : ", \(doneCount) of them already done"
        return """
            recipe   \(plan.recipe) \(plan.options.joined(separator: " "))
            search   \(plan.method.name), up to \(trialCount) trials\(done), \
            objective: validation \(plan.objective.name)
            log      \(directory.url.relativePath)

            \(header)
            """
    }

    func row(_ trial: Trial) -> String { line(cells(trial)) + note(trial) }

    /// The progress line of the search.
    func progress(_ trials: [Trial], runningCount: Int, width: Int) -> String {
        var words = ["\(trials.count) of \(trialCount) trials done", "\(runningCount) running"]
        if let best = trials.ranked(plan.objective).first, let figure = figure(best) {
            words.append("best so far: trial \(best.number), \(figure)")
        }
        return String(words.joined(separator: ", ").prefix(width))
    }

    func closing(_ trials: [Trial], _ line: TrialCommandLine, _ directory: SearchDirectory) -> String {
        let ranked = trials.ranked(plan.objective)
        guard let best = ranked.first, let figure = figure(best) else { return "" }
        let rows = ranked.prefix(Self.shownCount).enumerated().map { index, trial in
            "\(index + 1)".leftPadded(to: 4) + row(trial)
        }
        let hidden = ranked.count - rows.count
        let more = hidden > 0 ? "\n\(hidden) more in \(directory.url.relativePath)/trials.jsonl" : ""
        let words = (["chainrule"] + line.arguments(best.proposal)).map(shellQuoted)
        return """

            rank\(header)
            \(rows.joined(separator: "\n"))\(more)

            best     trial \(best.number), validation \(figure) (optimistic, as it was selected by this)
            command  \(words.joined(separator: " "))
            picture  \(directory.pictureURL.relativePath)
            """
    }

    private var header: String {
        line(["trial", metric.name, "loss", "seconds"] + (hasEpochs ? ["epochs"] : []) + plan.space.names)
    }

    private func cells(_ trial: Trial) -> [String] {
        let figures =
            switch trial.outcome {
            case .measured(let loss, _): [trial.value(metric).map(metric.text) ?? "–", figureText(loss)]
            case .failed: ["failed", "-"]
            }
        let epochs = trial.proposal.epochs.map { ["\($0)"] } ?? []
        return ["\(trial.number)"] + figures + [decimal(trial.seconds, 1)] + epochs
            + plan.space.names.map { trial.proposal.settings[$0]!.description }
    }

    /// The objective with its name; nil for a trial that failed.
    private func figure(_ trial: Trial) -> String? {
        trial.value(plan.objective).map { "\(plan.objective.name) \(plan.objective.text(of: $0))" }
    }

    private func note(_ trial: Trial) -> String {
        if let other = trial.repeated { return "  not run again: the same as trial \(other)" }
        if case .failed(let reason) = trial.outcome { return "  \(reason)" }
        return ""
    }

    private func line(_ cells: [String]) -> String {
        zip(cells, widths).map { $0.leftPadded(to: $1) }.joined()
    }
}
