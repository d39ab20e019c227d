import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation

/// The overhead of monitoring the training of `lenet` as `chainrule train` does.
///
/// One training, in which the observers see every other step, so that whatever else the machine is doing meets both
/// kinds alike. All costs are relative to the time of a step without observers.
struct ObservingCost {
    /// Seconds; a median.
    let unwatchedStep: Double
    /// The cost of reporting a step.
    let telling: Estimate
    /// The cost of an inspection, if there is one.
    let closeLook: Estimate
    /// What the observers do after an epoch, such as to save; a median, for each step of the epoch.
    let epochEnd: Double
    let steps: Int

    /// The steps from one close look of a long training to the next.
    static let closeLookInterval = 50

    /// A median with its standard error, as if the numbers were of a normal distribution.
    struct Estimate {
        let median: Double
        let error: Double

        /// - Precondition: there is a number.
        init(_ numbers: [Double]) {
            let sorted = numbers.sorted()
            median = numbers.median!
            let middleHalf = sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]
            error = 1.2533 * middleHalf / 1.349 / Double(sorted.count).squareRoot()
        }
    }

    /// The fewest steps that say something.
    static let leastSteps = 200

    /// - Parameter steps: how many are made at least, at most 938 in an epoch.
    static func measured(steps: Int = 4690) throws -> ObservingCost {
        let recipe = Recipe.named("lenet")!
        var hyperparameters = recipe.defaults
        let examples = min(60_000, steps * hyperparameters.batchSize)
        hyperparameters.epochs = (steps * hyperparameters.batchSize - 1) / examples + 1
        let data = Glyphs.digits.trainingData(trainingCount: examples, validationCount: 1000)
        let run = try RecipeRun(recipe, on: TaskData(data), with: hyperparameters, seed: 0)
        let place = FileManager.default.temporaryDirectory.appending(path: "chainrule-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: place) }
        let directory = RunDirectory(place.path)
        try directory.claim()
        let observers = TrainingRun.observers(of: try RunRecord(of: run), in: directory)
        let turns = AlternatingObserver(observers)
        try run.fit(observers: [turns])
        return turns.cost(epochLength: (examples - 1) / hyperparameters.batchSize + 1)
    }

    var text: String {
        func signed(_ share: Double) -> String { (share < 0 ? "−" : "+") + percent(abs(share)) }
        let interval = Double(Self.closeLookInterval)
        let all = telling.median + closeLook.median / interval + epochEnd
        let error = (telling.error * telling.error + pow(closeLook.error / interval, 2)).squareRoot()
        return """
            lenet on \(Threads.count) threads, \(steps) steps, every other one monitored
            step             \(decimal(unwatchedStep * 1e3, 3)) ms
            monitoring       \(signed(telling.median)) ± \(percent(telling.error))
            inspection       \(signed(closeLook.median)) ± \(percent(closeLook.error)), in every \
            \(Self.closeLookInterval)th step
            end of an epoch  \(signed(epochEnd))
            total            \(signed(all)) ± \(percent(error))
            """
    }
}

/// Lets observers see every other step, and takes the time.
private final class AlternatingObserver: TrainingObserver {
    private let observers: [any TrainingObserver]
    private let clock = ContinuousClock()
    private var stepsDone = 0
    /// When the last step and its reports ended; nil at the beginning of an epoch.
    private var lastEnd: ContinuousClock.Instant?
    /// The watched step that waits for the unwatched one after it.
    private var watched: (seconds: Double, isInspected: Bool)?
    private var unwatched: [Double] = []
    private var telling: [Double] = []
    private var closeLooks: [Double] = []
    private var epochEnds: [Double] = []

    init(_ observers: [any TrainingObserver]) { self.observers = observers }

    private var isWatching: Bool { stepsDone.isMultiple(of: 2) }

    var inspectionInterval: Int? {
        isWatching ? observers.compactMap(\.inspectionInterval).min() : nil
    }

    func trainingBegins(_ training: Training) throws {
        for observer in observers { try observer.trainingBegins(training) }
    }

    func stepEnds(_ step: StepReport, of training: Training) throws {
        let isWatched = isWatching
        if isWatched {
            for observer in observers { try observer.stepEnds(step, of: training) }
        }
        stepsDone = step.step
        let now = clock.now
        defer { lastEnd = now }
        guard let lastEnd else { return }
        let seconds = (now - lastEnd).seconds
        if isWatched {
            watched = (seconds, step.inspection != nil)
        } else {
            unwatched.append(seconds)
            if let watched {
                let share = watched.seconds / seconds - 1
                if watched.isInspected { closeLooks.append(share) } else { telling.append(share) }
            }
        }
    }

    func epochEnds(_ epoch: EpochRecord, of training: Training) throws {
        epochEnds.append(
            try clock.measure {
                for observer in observers { try observer.epochEnds(epoch, of: training) }
            }.seconds)
        (lastEnd, watched) = (nil, nil)
    }

    func trainingEnds(_ outcome: Outcome, of training: Training) throws {
        for observer in observers { try observer.trainingEnds(outcome, of: training) }
    }

    func cost(epochLength: Int) -> ObservingCost {
        let step = unwatched.median!
        let told = ObservingCost.Estimate(telling)
        return ObservingCost(
            unwatchedStep: step, telling: told,
            // Without the cost of reporting the step.
            closeLook: ObservingCost.Estimate(closeLooks.map { $0 - told.median }),
            epochEnd: epochEnds.median! / (step * Double(epochLength)), steps: stepsDone)
    }
}
