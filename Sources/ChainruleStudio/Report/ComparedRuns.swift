import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation

/// The states of several runs, and what is worth comparing.
struct ComparedRuns {
    /// More curves than this cannot be told apart.
    private static let mostCurves = 12

    private let runs: [RunState]
    private let names: [String]

    /// - Throws: `DataError` if there is no run in one of the directories, or a file is damaged.
    init(_ directories: [RunDirectory]) throws(DataError) {
        runs = try directories.map { directory throws(DataError) in try RunState(directory) }
        let last = runs.map(\.name)
        names = runs.map { run in
            last.count { $0 == run.name } == 1 ? run.name : run.directory.url.relativePath
        }
    }

    var summary: String {
        let recipes = Set(runs.map(\.record.recipe)).sorted().joined(separator: ", ")
        return runs.isEmpty ? "No run has begun yet." : "\(counted(runs.count, "run")) of \(recipes)."
    }

    // MARK: - Results

    /// The metric that all runs are measured by; nil if there is none.
    private var objective: Objective? {
        let objectives = Set(runs.map { Objective($0.record.task.primaryMetric) })
        return objectives.count == 1 ? objectives.first : nil
    }

    /// How good a run is; nil before its first epoch.
    private func result(of run: RunState) -> Double? {
        objective.flatMap { run.record.validationMetrics?[$0.name] }
    }

    /// The places of the runs from the best to the worst; unknown ones are last, in their order.
    private var ranked: [Int] {
        let largerIsBetter = objective?.prefersLarger ?? false
        func cost(_ place: Int) -> Double {
            result(of: runs[place]).map { largerIsBetter ? -$0 : $0 } ?? .infinity
        }
        return runs.indices.sorted { (cost($0), $0) < (cost($1), $1) }
    }

    /// A row for each run, the best first.
    var table: String? {
        if runs.isEmpty { return nil }
        let metrics = Set(runs.flatMap { ($0.record.validationMetrics ?? [:]).keys }).sorted()
        let rows = ranked.map { place -> [String] in
            let run = runs[place]
            let results = metrics.map { name in
                run.record.validationMetrics?[name].map { run.text($0, of: name) } ?? "–"
            }
            let losses = [run.history.last?.loss, run.history.last?.validationLoss].map {
                $0.map(figureText) ?? "–"
            }
            let seconds = run.history.reduce(0) { $0 + $1.seconds }
            return [names[place], run.record.recipe] + results + losses
                + [
                    groupedDigits(run.record.parameterCount), String(format: "%.1f", seconds), run.status,
                ]
        }
        let heading =
            ["run", "recipe"] + metrics.map { "validation \($0)" }
            + ["training loss", "validation loss", "parameters", "seconds", "state"]
        return HTML.table(heading, rows, numeric: Set(2..<heading.count - 1), marked: [0])
    }

    // MARK: - Curves

    var curves: String? {
        let shown = ranked.prefix(Self.mostCurves).sorted()
        let metrics = Set(shown.flatMap { runs[$0].metricNames }).sorted()
        func chart(_ title: String, _ value: @escaping (EpochRecord) -> Double?) -> LineChart? {
            LineChart(
                title: title, xName: "epoch",
                series: shown.enumerated().map { number, place in
                    LineChart.Series(
                        names[place],
                        runs[place].history.compactMap { epoch in
                            value(epoch).map { (Double(epoch.epoch), $0) }
                        }, SeriesStyle(number))
                })
        }
        let byStep = LineChart(
            title: "Training loss by step", xName: "step",
            series: shown.enumerated().map { number, place in
                let points = runs[place].dynamics?.losses.points(atMost: 150).points ?? []
                return LineChart.Series(
                    names[place], points.map { (Double($0.step), $0.mean) }, SeriesStyle(number))
            })
        let charts =
            metrics.map { name in chart("Validation \(name)") { $0.validationMetrics[name] } }
            + [chart("Validation loss") { $0.validationLoss }, chart("Training loss") { $0.loss }, byStep]
        let figures = charts.compactMap { $0?.figure }
        if figures.isEmpty { return nil }
        let note =
            runs.count > shown.count
            ? HTML.paragraph("The best \(shown.count) of \(runs.count) runs.", class: "muted") : ""
        return note + "<div class=\"charts\">\(figures.joined(separator: "\n"))</div>"
    }

    // MARK: - Differences

    /// Settings, data and machine of a run, by name.
    private static func aspects(_ run: RunState) -> [(name: String, text: String)] {
        let (record, machine) = (run.record, run.record.environment)
        let data = record.dataHashes.sorted { $0.key < $1.key }.map(\.value).joined()
        return record.aspects
            + [
                ("data", record.dataOptions),
                (
                    "data files",
                    data.isEmpty ? "none" : SHA256.hexDigest(of: Array(data.utf8)).prefix(8).description
                ),
                ("parameters", "\(record.parameterCount)"), ("threads", "\(machine.threads)"),
                ("processor", machine.processor ?? "unknown"),
                ("engine", [machine.engine, machine.library].compactMap(\.self).joined(separator: ", ")),
                ("Chainrule", record.version),
            ]
    }

    /// A row for each run, a column for each aspect in which they are not all the same.
    var differences: String? {
        if runs.count < 2 { return nil }
        let all = runs.map(Self.aspects)
        let differing = all[0].indices.filter { place in Set(all.map { $0[place].text }).count > 1 }
        if differing.isEmpty {
            return HTML.paragraph("Nothing: settings, data and machine are the same in all of them.")
        }
        return HTML.table(
            ["run"] + differing.map { all[0][$0].name },
            ranked.map { place in [names[place]] + differing.map { all[place][$0].text } })
    }

    // MARK: - Parallel coordinates

    /// Of three runs or more that differ in at least two hyperparameters and are measured in the same way.
    var parallelCoordinates: ParallelCoordinates? {
        guard let objective, runs.count > 2 else { return nil }
        let names = names
        let settings = runs.map(Self.settings)
        let hyperparameters = Set(settings.flatMap(\.keys)).sorted()
        let axes = hyperparameters.compactMap { name -> (name: String, domain: Domain)? in
            Self.domain(of: settings.map { $0[name] ?? .word("–") }).map { (name, $0) }
        }
        guard axes.count > 1 else { return nil }
        let trials = zip(runs.indices, settings).map { place, settings in
            let run = runs[place]
            let all = Dictionary(
                uniqueKeysWithValues: axes.map { ($0.name, settings[$0.name] ?? .word("–")) })
            let metrics = run.record.validationMetrics ?? [:]
            return Trial(
                number: place + 1, proposal: Proposal(all),
                outcome: metrics[objective.name] == nil
                    ? .failed(reason: run.status)
                    : .measured(
                        loss: run.history.last?.validationLoss ?? run.history.last?.loss ?? 0,
                        metrics: metrics),
                seconds: 0)
        }
        return ParallelCoordinates(
            trials, title: summary, noun: "run", name: { names[$0.number - 1] }, axes: axes,
            objective: objective)
    }

    /// The hyperparameters and options of a run, without the seed.
    private static func settings(_ run: RunState) -> Settings {
        let own = run.record.aspects.filter { !["recipe", "options", "seed", "fold"].contains($0.name) }
        let options = run.record.options.texts.filter { $0.key != "data" }.map {
            (name: $0.key, text: $0.value)
        }
        return Dictionary((own + options).map { ($0.name, setting($0.text)) }) { first, _ in first }
    }

    private static func setting(_ text: String) -> Setting {
        Double(text).flatMap { $0.isFinite ? .number($0) : nil } ?? .word(text)
    }

    /// An axis for values; nil if they are all the same.
    private static func domain(of settings: [Setting]) -> Domain? {
        let distinct = Set(settings)
        if distinct.count < 2 { return nil }
        let numbers = distinct.compactMap { setting in
            if case .number(let number) = setting { number } else { nil as Double? }
        }.sorted()
        guard numbers.count == distinct.count, let low = numbers.first, let high = numbers.last else {
            return .choice(distinct.sorted { "\($0)" < "\($1)" })
        }
        if numbers.allSatisfy({ $0 == $0.rounded() && $0.magnitude < 1e9 }) && high - low < 20 {
            return .whole(Int(low)...Int(high))
        }
        return low > 0 && high / low > 20 ? .log(low...high) : .uniform(low...high)
    }
}
