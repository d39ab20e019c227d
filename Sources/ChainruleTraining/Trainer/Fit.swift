import Chainrule
import ChainruleData

extension Trainer {
    /// Trains until `epochs` epochs have been done in all, those before a checkpoint or an earlier call included.
    ///
    /// - Parameters:
    ///   - examples: what the network learns from; every epoch sees each once, in an order of its own.
    ///   - validation: what it is measured on after every epoch; nothing by default.
    ///   - epochs: passes over the examples.
    ///   - batchSize: examples of a batch, 64 by default; the last batch of an epoch may be smaller.
    ///   - readers: threads that make batches ahead, 1 by default; more help where reading an example takes long.
    ///   - observers: who watches, called in this order; nobody by default.
    ///   - stop: lets another thread end the training after a step.
    /// - Returns: how it ended; the figures are in ``history``.
    /// - Throws: `TrainingError` as soon as a loss or a gradient is not finite, or the loss has grown by more than
    ///   ``divergenceFactor``; `DataError` if an example cannot be read; `CheckpointError` if the trainer resumes from
    ///   a checkpoint of other batches; what an observer throws.
    /// - Precondition: there are examples, the batch size and the readers are at least 1, and the schedule has the
    ///   validation set that it looks at.
    @discardableResult
    public func fit(
        _ examples: any SampleSet, validation: (any SampleSet)? = nil, epochs: Int, batchSize: Int = 64,
        readers: Int = 1, observers: [any TrainingObserver] = [], stop: StopRequest = StopRequest()
    ) throws -> Outcome {
        require(
            examples.count > 0 && batchSize >= 1 && readers >= 1,
            "Trainer: \(examples.count) examples in batches of \(batchSize), \(readers) readers")
        require(
            validation != nil || !schedule.looksAtValidationLoss,
            "Trainer: the schedule \(schedule) needs the validation loss, but there is no validation set"
        )
        let training = Training(
            self, examples, validation, epochs: epochs, batchSize: batchSize, readers: readers, stop: stop)
        try requireSameBatches(training)
        // An error may have left some of an update.
        step.sums.reset()
        return try Generator.$current.withValue(generator) {
            let outcome: Outcome
            do {
                try tell(observers) { try $0.trainingBegins(training) }
                plannedEpochs = epochs
                outcome = try run(training, observers)
            } catch {
                for observer in observers { try? observer.trainingEnds(.failed(error), of: training) }
                throw error
            }
            try tellEnd(outcome, of: training, observers)
            return outcome
        }
    }

    /// Tells all observers of the end, also if one of them fails.
    private func tellEnd(
        _ outcome: Outcome, of training: Training, _ observers: [any TrainingObserver]
    ) throws {
        let errors = observers.compactMap { observer -> (any Error)? in
            do { try observer.trainingEnds(outcome, of: training) } catch { return error }
            return nil
        }
        if let first = errors.first { throw first }
    }

    /// Tells all observers something, and takes the time.
    private func tell(
        _ observers: [any TrainingObserver], _ message: (any TrainingObserver) throws -> Void
    ) rethrows {
        let clock = ContinuousClock()
        let start = clock.now
        for observer in observers { try message(observer) }
        sums.observingSeconds += (clock.now - start).seconds
    }

    private func requireSameBatches(_ training: Training) throws(CheckpointError) {
        guard let restored else { return }
        let present = (exampleCount: training.examples.count, batchSize: training.batchSize)
        if restored == present { return }
        throw .foreign(
            path: "the checkpoint",
            reason: "found \(restored.exampleCount) examples in batches of \(restored.batchSize), expected "
                + "\(present.exampleCount) in batches of \(present.batchSize)")
    }

    private func run(_ training: Training, _ observers: [any TrainingObserver]) throws -> Outcome {
        while position.epoch < training.epochs {
            if let reason = training.stop.reason { return .stopped(reason: reason) }
            if try runSteps(training, observers) {
                training.makeBatchesAhead(ofEpoch: position.epoch + 1)
                let record = try endEpoch(training)
                try tell(observers) { try $0.epochEnds(record, of: training) }
            }
        }
        return .finished
    }

    /// Makes the updates left of the epoch; false if somebody asked for the end before the last.
    private func runSteps(_ training: Training, _ observers: [any TrainingObserver]) throws -> Bool {
        let feed = training.feed(from: position)
        let clock = ContinuousClock()
        while position.batch < training.batchCount {
            let start = clock.now
            let isInspected = observers.contains { observer in
                observer.inspectionInterval.map { position.step.isMultiple(of: $0) } ?? false
            }
            optimizer.learningRate = schedule.rate(learningRate, at: training.moment(of: training.epochs))
            let idleBefore = feed.idleSeconds
            let count = min(accumulation, training.batchCount - position.batch)
            let (loss, inspection) = try update(with: count, of: feed, isInspected)
            position.batch += count
            position.step += 1
            sums.learningRate = optimizer.learningRate
            sums.seconds += (clock.now - start).seconds
            sums.idleSeconds += feed.idleSeconds - idleBefore
            let report = StepReport(
                after: position, loss: loss, learningRate: optimizer.learningRate, sums, inspection)
            try tell(observers) { try $0.stepEnds(report, of: training) }
            if training.stop.reason != nil { return false }
        }
        return true
    }

    /// One update with the mean gradient of one or several batches.
    private func update(
        with count: Int, of feed: PrefetchedBatches, _ isInspected: Bool
    ) throws -> (loss: Double, Inspection?) {
        let (plain, inspected) =
            accumulation > 1
            ? (step.accumulate, step.inspectedAccumulate) : (step.update, step.inspectedUpdate)
        let drawsBefore = drawCounts
        var done: [(batch: Batch, loss: Tensor, outputs: Tensor)] = []
        var looks: [Tensor] = []
        for index in 0..<count {
            let batch = try feed.next()!
            let draws = drawCounts
            // Of several batches the last tells of the activations.
            let results = (isInspected && index == count - 1 ? inspected : plain)(batch)
            let loss: Double = results[0].item()
            if let error = divergence(at: batch, loss, finiteness: results[2].item(), draws) {
                drawCounts = drawsBefore
                throw error
            }
            firstLoss = firstLoss ?? loss
            done.append((batch, results[0], results[1]))
            looks += results[3...]
        }
        for (batch, loss, outputs) in done { sums.add(loss, outputs, of: batch) }
        if accumulation > 1 {
            looks += isInspected ? step.inspectedApplyAccumulated() : step.applyAccumulated()
        }
        let inspection =
            isInspected ? step.names.inspection(activations: looks[0], parameters: looks[1]) : nil
        let weight = done.reduce(0) { $0 + $1.batch.lossWeight }
        let loss = done.reduce(0) { $0 + $1.loss.item() * Double($1.batch.lossWeight) } / Double(weight)
        return (count == 1 ? done[0].loss.item() : loss, inspection)
    }

    /// Measures the network and begins a new epoch.
    private func endEpoch(_ training: Training) throws -> EpochRecord {
        let validation = try training.validation.map { try evaluate(on: $0) }
        // The last step of the epoch may have been the one that ruined the model.
        if let loss = validation?.loss, !isSensible(loss) {
            throw TrainingError.validationDiverged(
                loss: loss, epoch: position.epoch + 1, learningRate: sums.learningRate)
        }
        position.epoch += 1
        position.batch = 0
        let record = EpochRecord(
            epoch: position.epoch, loss: sums.loss, metrics: sums.metrics.values.filter(\.value.isFinite),
            validationLoss: validation?.loss,
            validationMetrics: validation?.metrics.values.filter(\.value.isFinite) ?? [:],
            learningRate: sums.learningRate,
            examples: sums.examples, seconds: sums.seconds, idleSeconds: sums.idleSeconds,
            observingSeconds: sums.observingSeconds)
        history.append(record)
        sums = EpochSums(metrics)
        return record
    }
}

extension Duration {
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
