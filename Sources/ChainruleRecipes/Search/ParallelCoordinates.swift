import Chainrule

/// A picture of a search: an axis for each hyperparameter and a line for each trial.
///
/// Lines are darker the better the trial was, the best one stands out, and those that failed are dashed. The last
/// axis is the objective, on a logarithmic scale of the errors or losses.
public struct ParallelCoordinates {
    private let plan: SearchPlan
    private let trials: [Trial]
    private let axes: [(name: String, domain: Domain)]
    private let costs: ClosedRange<Double>

    private static let (spacing, left, right, top, bottom) = (170.0, 90.0, 110.0, 130.0, 480.0)
    private static let (ink, muted, pale) = ("#1f2933", "#6b7785", "#c3cad3")
    private static let (failed, best) = ("#a3acb8", "#e8590c")

    public init(_ trials: [Trial], of plan: SearchPlan) {
        self.plan = plan
        self.trials = trials
        let epochs = Set(trials.compactMap(\.proposal.epochs)).sorted().map { Setting.number(Double($0)) }
        axes =
            plan.space.names.map { ($0, plan.space[$0]) }
            + (epochs.isEmpty ? [] : [(Self.epochs, .choice(epochs))])
        // Nothing is left of a logarithm at 0, where no example was mistaken: it lies a step above the others.
        let finite = trials.map { $0.cost(plan.objective) }.filter(\.isFinite)
        let positive = finite.filter { $0 > 0 }
        let lowest = positive.min() ?? 0.01
        costs = (finite.count > positive.count ? lowest / 2 : lowest)...(positive.max() ?? 0.01)
    }

    /// The picture as the text of an SVG file.
    public var svg: String {
        let width = Self.left + Double(axes.count) * Self.spacing + Self.right
        var drawing = SVGDrawing(width: width, height: Self.bottom + 40)
        drawing.rectangle(x: 0, y: 0, width: width, height: Self.bottom + 40, color: "#ffffff")
        drawTitle(in: &drawing)
        for index in axes.indices {
            let x = x(index)
            drawing.line(from: (x, Self.top), to: (x, Self.bottom), color: Self.pale, width: 1.5)
        }
        let ranked = trials.ranked(plan.objective)
        for trial in ranked.reversed() where trial != ranked.first { drawCurve(of: trial, in: &drawing) }
        drawObjective(in: &drawing)
        for (index, axis) in axes.enumerated() {
            drawTicks(of: AxisScale(axis.domain), at: x(index) - 9, anchor: .end, in: &drawing)
            drawName(axis.name, note: Self.note(axis.domain), at: x(index), in: &drawing)
        }
        if let best = ranked.first { drawBest(best, in: &drawing) }
        return drawing.text
    }

    // MARK: - Parts

    private func drawTitle(in drawing: inout SVGDrawing) {
        let count = counted(trials.count, "trial")
        drawing.write(
            "\(plan.recipe), \(plan.method.name) search", x: 24, y: 36, size: 18, color: Self.ink,
            isBold: true)
        var words = [count]
        let failures = trials.count { !$0.cost(plan.objective).isFinite }
        if failures > 0 { words.append("\(failures) failed (dashed)") }
        if let best = trials.ranked(plan.objective).first, case .measured = best.outcome {
            words.append("best: trial \(best.number)")
        }
        drawing.write(words.joined(separator: "  ·  "), x: 24, y: 58, size: 13, color: Self.muted)
    }

    private func drawObjective(in drawing: inout SVGDrawing) {
        let (x, steps) = (x(axes.count), 70)
        let height = (Self.bottom - Self.top) / Double(steps)
        for step in 0..<steps {
            let share = (Double(step) + 0.5) / Double(steps)
            drawing.rectangle(
                x: x - 1, y: Self.bottom - Double(step + 1) * height, width: 10, height: height + 0.5,
                color: Self.shade(share))
        }
        let scale = AxisScale(costs: costs, of: plan.objective)
        drawTicks(of: scale, at: x + 16, anchor: .start, in: &drawing)
        drawName(
            "validation \(plan.objective.name)",
            note:
                "log of \(plan.objective.prefersLarger ? "1 − \(plan.objective.name)" : "the \(plan.objective.name)")",
            at: x, in: &drawing)
    }

    private func drawTicks(
        of scale: AxisScale, at x: Double, anchor: SVGDrawing.Anchor, in drawing: inout SVGDrawing
    ) {
        for tick in scale.ticks {
            drawing.write(
                tick.label, x: x, y: y(tick.position) + 4, size: 11, color: Self.muted, anchor: anchor)
        }
    }

    private func drawName(_ name: String, note: String, at x: Double, in drawing: inout SVGDrawing) {
        drawing.write(
            name, x: x, y: Self.top - 46, size: 13, color: Self.ink, anchor: .middle, isBold: true)
        drawing.write(note, x: x, y: Self.top - 31, size: 10, color: Self.muted, anchor: .middle)
    }

    private func drawCurve(of trial: Trial, in drawing: inout SVGDrawing) {
        let share = share(of: trial)
        drawing.curve(
            through: points(of: trial), color: share.map(Self.shade) ?? Self.failed,
            width: share == nil ? 1 : 1.6, opacity: 0.85, isDashed: share == nil, tip: tip(of: trial))
    }

    private func drawBest(_ trial: Trial, in drawing: inout SVGDrawing) {
        guard let value = trial.value(plan.objective) else {
            return drawCurve(of: trial, in: &drawing)
        }
        let points = points(of: trial)
        drawing.curve(through: points, color: Self.best, width: 3, opacity: 1, tip: tip(of: trial))
        let words = axes.map { Self.setting($0.name, of: trial).description }
        for (point, word) in zip(points, words) {
            drawing.circle(x: point.x, y: point.y, radius: 5, color: Self.best)
            drawing.write(word, x: point.x + 9, y: point.y - 8, color: Self.best, isBold: true)
        }
        let figure = plan.objective.text(of: value)
        let end = points[points.count - 1]
        drawing.circle(x: end.x + 4, y: end.y, radius: 5, color: Self.best)
        drawing.write(figure, x: end.x + 16, y: end.y - 8, color: Self.best, isBold: true)
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
        return "trial \(trial.number): \(settings.joined(separator: ", ")); \(outcome)"
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
        let cost = trial.cost(plan.objective)
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

    /// From pale to dark, so that on paper the good trials stand out.
    private static func shade(_ share: Double) -> String {
        let stops: [SIMD3<Double>] = [[221, 227, 234], [158, 196, 222], [66, 134, 190], [10, 52, 112]]
        let place = min(max(share, 0), 1) * Double(stops.count - 1)
        let index = min(Int(place), stops.count - 2)
        let color = stops[index] + (stops[index + 1] - stops[index]) * (place - Double(index))
        let digits = (0..<3).map { channel in
            String(Int(color[channel].rounded()), radix: 16).leftPadded(to: 2, with: "0")
        }
        return "#" + digits.joined()
    }
}
