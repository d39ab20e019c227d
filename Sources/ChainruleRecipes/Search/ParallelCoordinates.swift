import Chainrule

/// A picture of a search: an axis for each hyperparameter and a line for each trial.
///
/// Lines are darker the better the trial was, the best one stands out, and those that failed are dashed. The last
/// axis is the objective, on a logarithmic scale of the errors or losses.
public struct ParallelCoordinates {
    private let title: String
    /// What a line stands for, as in `trial`.
    private let noun: String
    /// What one line is called.
    private let name: (Trial) -> String
    private let objective: Objective
    private let trials: [Trial]
    private let axes: [(name: String, domain: Domain)]
    private let costs: ClosedRange<Double>

    private static let (spacing, left, right, top, bottom) = (170.0, 90.0, 110.0, 130.0, 480.0)

    /// The trials of a search.
    public init(_ trials: [Trial], of plan: SearchPlan) {
        let epochs = Set(trials.compactMap(\.proposal.epochs)).sorted().map { Setting.number(Double($0)) }
        self.init(
            trials, title: "\(plan.recipe), \(plan.method.name) search", noun: "trial",
            name: { "trial \($0.number)" },
            axes: plan.space.names.map { ($0, plan.space[$0]) }
                + (epochs.isEmpty ? [] : [(Self.epochs, .choice(epochs))]), objective: plan.objective)
    }

    /// Trials of any origin.
    ///
    /// - Parameters:
    ///   - trials: each has a setting of every axis.
    ///   - title: what they are.
    ///   - noun: what a line stands for, as in `trial`.
    ///   - name: what the line of a trial is called.
    ///   - axes: the hyperparameters.
    ///   - objective: the last axis.
    package init(
        _ trials: [Trial], title: String, noun: String, name: @escaping (Trial) -> String,
        axes: [(name: String, domain: Domain)],
        objective: Objective
    ) {
        (self.title, self.noun, self.name, self.objective) = (title, noun, name, objective)
        (self.trials, self.axes) = (trials, axes)
        // Nothing is left of a logarithm at 0, where no example was mistaken: it lies a step above the others.
        let finite = trials.map { $0.cost(objective) }.filter(\.isFinite)
        let positive = finite.filter { $0 > 0 }
        let lowest = positive.min() ?? 0.01
        costs = (finite.count > positive.count ? lowest / 2 : lowest)...(positive.max() ?? 0.01)
    }

    /// The picture as the text of an SVG file.
    public var svg: String { drawing(.paper).text }

    /// The picture as an element of a page that defines the colors of reports.
    package var element: String { drawing(.page).element(label: "\(title): parallel coordinates") }

    private func drawing(_ palette: ParallelPalette) -> SVGDrawing {
        let width = Self.left + Double(axes.count) * Self.spacing + Self.right
        var canvas = Canvas(
            drawing: SVGDrawing(width: width, height: Self.bottom + 40, ground: palette.ground),
            palette: palette)
        canvas.drawing.rectangle(
            x: 0, y: 0, width: width, height: Self.bottom + 40, color: palette.ground)
        drawTitle(in: &canvas)
        for index in axes.indices {
            let x = x(index)
            canvas.drawing.line(from: (x, Self.top), to: (x, Self.bottom), color: palette.pale, width: 1.5)
        }
        let ranked = trials.ranked(objective)
        for trial in ranked.reversed() where trial != ranked.first { drawCurve(of: trial, in: &canvas) }
        drawObjective(in: &canvas)
        for (index, axis) in axes.enumerated() {
            drawTicks(of: AxisScale(axis.domain), at: x(index) - 9, anchor: .end, in: &canvas)
            drawName(axis.name, note: Self.note(axis.domain), at: x(index), in: &canvas)
        }
        if let best = ranked.first { drawBest(best, in: &canvas) }
        return canvas.drawing
    }

    /// A picture in the making, and its colors.
    private struct Canvas {
        var drawing: SVGDrawing
        let palette: ParallelPalette
    }

    // MARK: - Parts

    private func drawTitle(in canvas: inout Canvas) {
        let count = counted(trials.count, noun)
        canvas.drawing.write(
            title, x: 24, y: 36, size: 18, color: canvas.palette.ink,
            isBold: true)
        var words = [count]
        let failures = trials.count { !$0.cost(objective).isFinite }
        if failures > 0 { words.append("\(failures) failed (dashed)") }
        if let best = trials.ranked(objective).first, case .measured = best.outcome {
            words.append("best: \(name(best))")
        }
        canvas.drawing.write(
            words.joined(separator: "  ·  "), x: 24, y: 58, size: 13, color: canvas.palette.muted)
    }

    private func drawObjective(in canvas: inout Canvas) {
        let (x, steps) = (x(axes.count), 70)
        let height = (Self.bottom - Self.top) / Double(steps)
        for step in 0..<steps {
            let share = (Double(step) + 0.5) / Double(steps)
            canvas.drawing.rectangle(
                x: x - 1, y: Self.bottom - Double(step + 1) * height, width: 10, height: height + 0.5,
                color: canvas.palette.shade(share))
        }
        let scale = AxisScale(costs: costs, of: objective)
        drawTicks(of: scale, at: x + 16, anchor: .start, in: &canvas)
        drawName(
            "validation \(objective.name)",
            note:
                "log of \(objective.prefersLarger ? "1 − \(objective.name)" : "the \(objective.name)")",
            at: x, in: &canvas)
    }

    private func drawTicks(
        of scale: AxisScale, at x: Double, anchor: SVGDrawing.Anchor, in canvas: inout Canvas
    ) {
        for tick in scale.ticks {
            canvas.drawing.write(
                tick.label, x: x, y: y(tick.position) + 4, size: 11, color: canvas.palette.muted,
                anchor: anchor)
        }
    }

    private func drawName(_ name: String, note: String, at x: Double, in canvas: inout Canvas) {
        canvas.drawing.write(
            name, x: x, y: Self.top - 46, size: 13, color: canvas.palette.ink, anchor: .middle, isBold: true)
        canvas.drawing.write(
            note, x: x, y: Self.top - 31, size: 10, color: canvas.palette.muted, anchor: .middle)
    }

    private func drawCurve(of trial: Trial, in canvas: inout Canvas) {
        let share = share(of: trial)
        canvas.drawing.curve(
            through: points(of: trial), color: share.map(canvas.palette.shade) ?? canvas.palette.failed,
            width: share == nil ? 1 : 1.6, opacity: 0.85, isDashed: share == nil, tip: tip(of: trial))
    }

    private func drawBest(_ trial: Trial, in canvas: inout Canvas) {
        guard let value = trial.value(objective) else {
            return drawCurve(of: trial, in: &canvas)
        }
        let points = points(of: trial)
        canvas.drawing.curve(
            through: points, color: canvas.palette.best, width: 3, opacity: 1, tip: tip(of: trial))
        let words = axes.map { Self.setting($0.name, of: trial).description }
        for (point, word) in zip(points, words) {
            canvas.drawing.circle(x: point.x, y: point.y, radius: 5, color: canvas.palette.best)
            canvas.drawing.write(
                word, x: point.x + 9, y: point.y - 8, color: canvas.palette.best, isBold: true)
        }
        let figure = objective.text(of: value)
        let end = points[points.count - 1]
        canvas.drawing.circle(x: end.x + 4, y: end.y, radius: 5, color: canvas.palette.best)
        canvas.drawing.write(figure, x: end.x + 16, y: end.y - 8, color: canvas.palette.best, isBold: true)
    }

    private func tip(of trial: Trial) -> String {
        let settings = axes.map { "\($0.name) \(Self.setting($0.name, of: trial))" }
        let outcome =
            switch trial.outcome {
            case .measured(let loss, let metrics):
                (metrics.sorted { $0.key < $1.key } + [("loss", loss)]).map { "\($0) \($1)" }
                    .joined(separator: ", ")
            case .failed(let reason): "failed: \(reason)"
            }
        return "\(name(trial)): \(settings.joined(separator: ", ")); \(outcome)"
    }

    // MARK: - Places and colors

    private func x(_ axis: Int) -> Double { Self.left + Double(axis) * Self.spacing }

    private func y(_ position: Double) -> Double { Self.bottom - position * (Self.bottom - Self.top) }

    /// A point on each axis; a trial that failed has none on the last.
    private func points(of trial: Trial) -> [(x: Double, y: Double)] {
        let settings = axes.enumerated().map { index, axis in
            (x(index), y(axis.domain.position(of: Self.setting(axis.name, of: trial))))
        }
        return settings + (share(of: trial).map { [(x(axes.count), y($0))] } ?? [])
    }

    /// How good the trial was, from 0 for the worst to 1 for the best; nil if it failed.
    private func share(of trial: Trial) -> Double? {
        let cost = trial.cost(objective)
        return cost.isFinite ? AxisScale.position(ofCost: cost, in: costs) : nil
    }

    private static let epochs = "epochs"

    /// The value of a hyperparameter of the space, or else the epochs that the method decided on.
    private static func setting(_ name: String, of trial: Trial) -> Setting {
        trial.proposal.settings[name] ?? .number(Double(trial.proposal.epochs!))
    }

    private static func note(_ domain: Domain) -> String {
        switch domain {
        case .uniform: "uniform"
        case .log: "log"
        case .whole: "whole"
        case .choice: "choice"
        }
    }
}
