/// Calls a closure after every update; made by ``TrainingObserver/onStep(_:)``.
public final class StepClosure: TrainingObserver {
    private let body: (StepReport) throws -> Void

    init(_ body: @escaping (StepReport) throws -> Void) { self.body = body }

    public func stepEnds(_ step: StepReport, of training: Training) throws { try body(step) }
}

/// Calls a closure after every epoch; made by ``TrainingObserver/onEpoch(_:)``.
public final class EpochClosure: TrainingObserver {
    private let body: (EpochRecord) throws -> Void

    init(_ body: @escaping (EpochRecord) throws -> Void) { self.body = body }

    public func epochEnds(_ epoch: EpochRecord, of training: Training) throws { try body(epoch) }
}

extension TrainingObserver where Self == StepClosure {
    /// Calls a closure after every update of the parameters.
    ///
    /// ```swift
    /// try trainer.fit(
    ///     samples, epochs: 10, observers: [.onStep { print($0.step, $0.loss) }, .onEpoch { print($0.loss) }])
    /// ```
    ///
    /// - Parameter body: takes the report of the update; an error that it throws ends training.
    public static func onStep(_ body: @escaping (StepReport) throws -> Void) -> StepClosure {
        StepClosure(body)
    }
}

extension TrainingObserver where Self == EpochClosure {
    /// Calls a closure after every epoch, after the evaluation on the validation set.
    ///
    /// - Parameter body: takes the record of the epoch; an error that it throws ends training.
    public static func onEpoch(_ body: @escaping (EpochRecord) throws -> Void) -> EpochClosure {
        EpochClosure(body)
    }
}
