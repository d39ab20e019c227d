import ChainruleTraining

/// Loss and metrics of the epochs, loss and learning rate of the steps, with the findings pinned on them.
struct CurveSection {
    private static let training = SeriesStyle(color: 0, pattern: 0)
    private static let validation = SeriesStyle(color: 1, pattern: 1)

    /// More would be noise.
    private static let mostPoints = 150

    private let state: RunState

    init(_ state: RunState) { self.state = state }

    var section: ReportPage.Section? {
        let charts = ([lossByEpoch, lossByStep] + metrics + [learningRate]).compactMap { $0?.figure }
        let content = charts.isEmpty ? nil : "<div class=\"charts\">\(charts.joined(separator: "\n"))</div>"
        let pins =
            state.findings.isEmpty || charts.isEmpty
            ? nil
            : HTML.paragraph("Numbers above the curves are the Doctor's findings below.", class: "muted")
        return ReportPage.Section(
            "curves", "Curves",
            [content ?? HTML.paragraph("No epoch has ended yet."), pins])
    }

    private var lossByEpoch: LineChart? {
        LineChart(
            title: "Loss by epoch", xName: "epoch",
            series: [
                series("training", Self.training) { $0.loss },
                series("validation", Self.validation) { $0.validationLoss },
            ], pins: pinsByEpoch)
    }

    private var metrics: [LineChart?] {
        state.metricNames.map { name in
            LineChart(
                title: "\(Self.title(of: name)) by epoch", xName: "epoch",
                series: [
                    series("training", Self.training) { $0.metrics[name] },
                    series("validation", Self.validation) { $0.validationMetrics[name] },
                ], pins: pinsByEpoch)
        }
    }

    /// The name of a metric at the beginning of a line; short ones, such as rmse, are abbreviations.
    private static func title(of metric: String) -> String {
        metric.count < 5 ? metric.uppercased() : metric.prefix(1).uppercased() + metric.dropFirst()
    }

    private var lossByStep: LineChart? {
        guard let losses = state.dynamics?.losses else { return nil }
        let (points, size) = losses.points(atMost: Self.mostPoints)
        return LineChart(
            title: size == 1 ? "Loss by step" : "Loss by step, means of \(size)", xName: "step",
            series: [
                LineChart.Series("training", points.map { (Double($0.step), $0.mean) }, Self.training)
            ], pins: pinsByStep)
    }

    private var learningRate: LineChart? {
        let byStep = state.dynamics.map { points($0.learningRates) } ?? []
        let byEpoch = state.history.map { (x: Double($0.epoch), y: $0.learningRate) }
        return LineChart(
            title: "Learning rate", xName: byStep.isEmpty ? "epoch" : "step",
            series: [
                LineChart.Series("learning rate", byStep.isEmpty ? byEpoch : byStep, SeriesStyle(2))
            ], pins: byStep.isEmpty ? pinsByEpoch : pinsByStep,
            mayBeLogarithmic: state.record.hyperparameters.schedule.isRangeTest)
    }

    private func series(
        _ name: String, _ style: SeriesStyle, _ value: (EpochRecord) -> Double?
    ) -> LineChart.Series {
        LineChart.Series(
            name, state.history.compactMap { epoch in value(epoch).map { (Double(epoch.epoch), $0) } }, style)
    }

    private func points(_ curve: StepCurve) -> [(x: Double, y: Double)] {
        curve.points.map { (Double($0.step), $0.mean) }
    }

    private var pinsByStep: [LineChart.Pin] {
        state.findings.map { LineChart.Pin(x: Double($0.finding.step), finding: $0) }
    }

    private var pinsByEpoch: [LineChart.Pin] {
        guard let steps = state.dynamics?.stepsPerEpoch, steps > 0 else { return [] }
        return state.findings.map { LineChart.Pin(x: Double($0.finding.step) / Double(steps), finding: $0) }
    }
}
