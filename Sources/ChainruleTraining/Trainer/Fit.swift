import Chainrule
import ChainruleData

extension Trainer {
    /// Trains for `epochs` epochs in total, including those before a checkpoint or in an earlier call.
    ///
    /// - Parameters:
    ///   - examples: the training set; every epoch visits each example once, in the order of the set: by default a different
    ///     one in every epoch.
    ///   - validation: the validation set, evaluated after every epoch; none by default.
    ///   - epochs: the number of epochs, in total.
    ///   - batchSize: examples per batch, 64 by default; the last batch of an epoch may be smaller.
    ///   - lastBatch: what happens to a last batch that would be smaller; by default it is kept, or merged with the previous
    ///     one if it is too small for the model, as a single example is for batch normalization.
    ///   - readers: threads that prepare batches, 1 by default; more help if reading an example is slow.
    ///   - observers: observers (callbacks), called in this order; none by default.
    ///   - stop: lets another thread end the training after a step.
    /// - Returns: how it ended; the results are in ``history``, and ``modelEpoch`` is the epoch of the model's weights.
    /// - Throws: Before the first step, `TrainingSetupError` if there are no examples, a batch would be too small for
    ///   the model, a number is not positive, or the schedule or an observer needs a validation set and there is none;
    ///   `CheckpointError` if the trainer resumes from a checkpoint with other batches; `DataError` if a known label is
    ///   out of range for the outputs. In a step, `TrainingError` if a loss or a gradient is not finite, or the loss has grown by
    ///   more than ``divergenceFactor``; `DataError` if an example cannot be read or has a label out of range;
    ///   errors of observers.
    @discardableResult
    public func fit(
        _ examples: any SampleSet, validation: (any SampleSet)? = nil, epochs: Int, batchSize: Int = 64,
        lastBatch: LastBatch? = nil, readers: Int = 1, observers: [any TrainingObserver] = [],
        stop: StopRequest = StopRequest()
    ) throws -> Outcome {
        try check(
            examples: examples.count, validationExamples: validation?.count ?? 0, batchSize: batchSize,
            readers: readers)
        let demands = try demands(of: examples, batchSize: min(batchSize, examples.count))
        for samples in [examples] + [validation].compactMap(\.self) {
            try checkKnownLabels(of: samples, demands)
        }
        let cuts = try Self.cuts(
            of: examples.count, batchSize: batchSize, lastBatch: lastBatch, smallest: demands.smallestBatch)
        let training = Training(
            self, examples, validation, epochs: epochs, cuts: cuts, demands: demands, readers: readers,
            stop: stop)
        try requireSameBatches(training)
        takeUpTraining()
        // An error may have left an incomplete update.
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
            if training.restoresBestWeights && (training.isOver || position.epoch >= training.epochs) {
                presentBestWeights()
            } else {
                presentAverage()
            }
            try tellEnd(outcome, of: training, observers)
            return outcome
        }
    }

    /// Notifies all observers of the end, even if one of them fails.
    private func tellEnd(
        _ outcome: Outcome, of training: Training, _ observers: [any TrainingObserver]
    ) throws {
        let errors = observers.compactMap { observer -> (any Error)? in
            do { try observer.trainingEnds(outcome, of: training) } catch { return error }
            return nil
        }
        if let first = errors.first { throw first }
    }

    /// Calls all observers and measures their time.
    private func tell(
        _ observers: [any TrainingObserver], _ message: (any TrainingObserver) throws -> Void
    ) rethrows {
        let clock = ContinuousClock()
        let start = clock.now
        for observer in observers { try message(observer) }
        sums.observingSeconds += (clock.now - start).seconds
    }

    private func requireSameBatches(_ training: Training) throws(CheckpointError) {
        guard let restored, restored != training.cuts else { return }
        func text(_ cuts: BatchCuts) -> String {
            "\(cuts.exampleCount) examples in batches of \(cuts.batchSize), the last \(cuts.lastBatch.rawValue)"
        }
        throw .foreign(
            path: "the checkpoint", reason: "found \(text(restored)), expected \(text(training.cuts))")
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

    /// Makes the remaining updates of the epoch; false if the run was stopped before the last.
    private func runSteps(_ training: Training, _ observers: [any TrainingObserver]) throws -> Bool {
        takeUpTraining()
        let feed = training.feed(from: position)
        let clock = ContinuousClock()
        while position.batch < training.batchCount {
            let start = clock.now
            let isInspected = observers.contains { observer in
                observer.inspectionInterval.map { position.step.isMultiple(of: $0) } ?? false
            }
            optimizer.learningRate = training.nextLearningRate
            let idleBefore = feed.idleSeconds
            let count = min(accumulation, training.batchCount - position.batch)
            let (loss, inspection) = try update(with: count, of: feed, in: training, isInspected)
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
        with count: Int, of feed: PrefetchedBatches, in training: Training, _ isInspected: Bool
    ) throws -> (loss: Double, Inspection?) {
        let (plain, inspected) =
            accumulation > 1
            ? (step.accumulate, step.inspectedAccumulate) : (step.update, step.inspectedUpdate)
        let drawsBefore = drawCounts
        var done: [(batch: Batch, loss: Tensor, outputs: Tensor)] = []
        var looks: [Tensor] = []
        do {
            for index in 0..<count {
                let batch = try feed.next()!
                try checkLabels(of: batch, training.demands) {
                    training.batches(ofEpoch: position.epoch)[position.batch + index]
                }
                let draws = drawCounts
                // Of several batches, activations are inspected in the last.
                let results = (isInspected && index == count - 1 ? inspected : plain)(batch)
                let loss: Double = results[0].item()
                if let error = divergence(at: batch, loss, finiteness: results[2].item(), draws) {
                    throw error
                }
                firstLoss = firstLoss ?? loss
                done.append((batch, results[0], results[1]))
                looks += results[3...]
            }
        } catch {
            // If the step is tried again, all its batches are, with the same draws.
            drawCounts = drawsBefore
            throw error
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
        try averages?.epochEnds(position.epoch + 1) { try measureBuffers(with: $0, in: training) }
        presentAverage()
        let validation = try training.validation.map { try evaluate(on: $0, training.demands) }
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
        if training.restoresBestWeights && bestEpoch == record.epoch {
            best = (record.epoch, model.stateDictionary())
        }
        sums = EpochSums(metrics)
        return record
    }
}

extension Duration {
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
