import ChainruleTraining
import Foundation

/// A call of `Trainer.fit` on a thread of its own, that makes one step at a time, when it is told to.
///
/// While it waits, the trainer and the model may be looked at from the thread that asks for the steps.
final class PacedTraining: @unchecked Sendable {
    private let mayGo = DispatchSemaphore(value: 0)
    private let waits = DispatchSemaphore(value: 0)
    private let stop = StopRequest()
    /// Read and written by one thread at a time.
    private var isOver = false

    /// - Parameter fit: calls `Trainer.fit` with this observer as the last and this request to stop.
    init(_ fit: @escaping (any TrainingObserver, StopRequest) throws -> Void) {
        nonisolated(unsafe) let fit = fit
        let thread = Thread { [self] in
            mayGo.wait()
            if stop.reason == nil {
                // An error of the training is one of the Doctor's findings.
                try? fit(Pace(self), stop)
            }
            isOver = true
            waits.signal()
        }
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Makes one step.
    ///
    /// - Returns: whether there is another.
    func advance() -> Bool {
        if isOver { return false }
        mayGo.signal()
        waits.wait()
        return !isOver
    }

    /// Ends the thread.
    func cancel() {
        stop(because: "the page is closed")
        while advance() {}
    }

    private final class Pace: TrainingObserver {
        private let training: PacedTraining

        init(_ training: PacedTraining) { self.training = training }

        func stepEnds(_ step: StepReport, of training: Training) {
            self.training.waits.signal()
            self.training.mayGo.wait()
        }
    }
}
