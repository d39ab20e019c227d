import ChainruleTraining

extension RecipeRun {
    /// Trains to the end in a directory: from the beginning, or from where an earlier training of it stopped.
    ///
    /// Of a run that has ended only the record is read. A `Doctor` watches and says nothing; its findings are kept for the
    /// report.
    ///
    /// - Parameters:
    ///   - record: what makes the run, as it is before the first epoch.
    ///   - directory: where the run is written.
    ///   - observers: who watches before those that write the directory; nobody by default.
    ///   - reporters: who watches behind them, and may read what they have written; nobody by default.
    ///   - stop: lets another thread stop the run after a step.
    /// - Throws: `DataError` if the directory holds another run or cannot be written; `CheckpointError` if the
    ///   last checkpoint is damaged; what `fit` throws.
    @discardableResult
    public func complete(
        _ record: RunRecord, in directory: RunDirectory, observers: [any TrainingObserver] = [],
        reporters: [any TrainingObserver] = [], stop: StopRequest = StopRequest()
    ) throws -> Outcome {
        func train() throws -> Outcome {
            let doctor = Doctor(show: { _ in })
            let writers = [doctor] + directory.writers(record, doctor: doctor)
            return try directory.discardingUnlessSaved {
                try fit(observers: observers + writers + reporters, stop: stop)
            }
        }
        if directory.isBegun {
            try directory.requireSame(record)
            // With patience, the model may not be that of the best epoch yet.
            let isDone = try directory.epochsDone() >= hyperparameters.epochs
            if isDone && hyperparameters.patience == nil { return .finished }
            return try directory.resume {
                try directory.requireSameEnvironment(as: record)
                let place = ResumePoint(directory.url.path)
                try place.restore(into: trainer)
                try place.discardLater()
                return try train()
            }
        }
        return try directory.begin(train)
    }
}
