import Chainrule
import ChainruleTraining
import Foundation

/// What it costs to watch a training of `lenet` as `chainrule train` does.
///
/// One training, in which the observers look on in every other turn of steps, so that whatever else the machine is
/// doing meets both kinds alike.
struct ObservingCost {
    /// Medians over the turns.
    let unwatchedStepMilliseconds: Double
    let watchedStepMilliseconds: Double
    /// By how much a watched turn took longer than the unwatched one after it: quartiles, as shares.
    let stepShares: [Double]
    /// What the observers do after an epoch, such as to save, as a share of an epoch's steps; a median.
    let epochEndShare: Double
    let turns: Int

    /// What is added to the time of a training.
    var share: Double { stepShares[1] + epochEndShare }

    /// The steps from which there are turns of both kinds to compare.
    static let leastSteps = 4 * TurnTaking.stepCount

    /// - Parameter steps: how many are made at least, at most 938 in an epoch.
    static func measured(steps: Int = 4690) throws -> ObservingCost {
        let recipe = Recipe.named("lenet")!
        var hyperparameters = recipe.defaults
        let examples = min(60_000, steps * hyperparameters.batchSize)
        hyperparameters.epochs = (steps * hyperparameters.batchSize - 1) / examples + 1
        let source = DataSource.glyphs(characters: .digits, training: examples, heldOut: 1000)
        let run = RecipeRun(recipe, on: try source.load(seed: 0), with: hyperparameters, seed: 0)
        let place = FileManager.default.temporaryDirectory.appending(path: "chainrule-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: place) }
        let directory = RunDirectory(place.path)
        try directory.claim()
        let observers = TrainingRun.observers(of: try RunRecord(of: run, source: source), in: directory)
        let turns = TurnTaking(observers)
        try run.fit(observers: [turns])
        return turns.cost(batchCount: (examples - 1) / hyperparameters.batchSize + 1)
    }

    var text: String {
        func signed(_ share: Double) -> String { (share < 0 ? "−" : "+") + percent(abs(share)) }
        return """
            lenet on \(Threads.count) threads; pairs of \(TurnTaking.stepCount) steps watched and as many unwatched: \(turns)
            a step unwatched  \(decimal(unwatchedStepMilliseconds, 3)) ms
            a step watched    \(decimal(watchedStepMilliseconds, 3)) ms
            in each pair      \(signed(stepShares[1])), half of the pairs from \(signed(stepShares[0])) to \(signed(stepShares[2]))
            after an epoch    \(signed(epochEndShare))
            in all            \(signed(share))
            """
    }
}

/// Lets observers see every other turn of steps, and takes the time.
private final class TurnTaking: TrainingObserver {
    /// So many steps lie between two close looks of a long training, so each watched turn has one.
    static let stepCount = 50

    private let observers: [any TrainingObserver]
    private let clock = ContinuousClock()
    private var stepsDone = 0
    /// Nil if the turn under way is not whole: the measurement after an epoch came between; nor is the first, in which
    /// functions are compiled.
    private var turnBegan: ContinuousClock.Instant?
    private var watched: Double?
    private var pairs: [(unwatched: Double, watched: Double)] = []
    private var epochEnds: [Double] = []

    init(_ observers: [any TrainingObserver]) { self.observers = observers }

    private var isWatching: Bool { (stepsDone / Self.stepCount).isMultiple(of: 2) }

    var inspectionInterval: Int? {
        isWatching ? observers.compactMap(\.inspectionInterval).min() : nil
    }

    func trainingBegins(_ training: Training) throws {
        for observer in observers { try observer.trainingBegins(training) }
    }

    func stepEnds(_ step: StepReport, of training: Training) throws {
        if isWatching {
            for observer in observers { try observer.stepEnds(step, of: training) }
        }
        stepsDone = step.step
        if stepsDone.isMultiple(of: Self.stepCount) { turnEnds() }
    }

    private func turnEnds() {
        let now = clock.now
        let seconds = turnBegan.map { (now - $0).seconds }
        turnBegan = now
        let wasWatching = !isWatching
        if wasWatching {
            watched = seconds
        } else if let watched, let seconds {
            pairs.append((seconds, watched))
        }
    }

    func epochEnds(_ epoch: EpochRecord, of training: Training) throws {
        epochEnds.append(
            try clock.measure {
                for observer in observers { try observer.epochEnds(epoch, of: training) }
            }.seconds)
        (turnBegan, watched) = (nil, nil)
    }

    func trainingEnds(_ outcome: Outcome, of training: Training) throws {
        for observer in observers { try observer.trainingEnds(outcome, of: training) }
    }

    func cost(batchCount: Int) -> ObservingCost {
        let step = pairs.map(\.unwatched).median! / Double(Self.stepCount)
        let shares = pairs.map { $0.watched / $0.unwatched - 1 }.sorted()
        return ObservingCost(
            unwatchedStepMilliseconds: step * 1e3,
            watchedStepMilliseconds: pairs.map(\.watched).median! / Double(Self.stepCount) * 1e3,
            stepShares: [1, 2, 3].map { shares[shares.count * $0 / 4] },
            epochEndShare: epochEnds.median! / (step * Double(batchCount)), turns: pairs.count)
    }
}
