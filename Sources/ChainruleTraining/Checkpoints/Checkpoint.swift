import Chainrule
import ChainruleData
import ChainruleInterop
import ChainruleNN
import Foundation

/// The saved state of a training, in a directory: all that is needed to resume it bit for bit.
///
/// - `model.safetensors`: parameters and buffers.
/// - `average.safetensors`: the average of the weights, if one is kept.
/// - `optimizer.safetensors`: what the optimizer keeps between steps.
/// - `state.json`: position, history, the sums of the epoch under way, random draws.
/// - `SHA256SUMS`: the hashes of the others, as `sha256sum --check` reads them.
public struct Checkpoint: Sendable, Equatable {
    public let url: URL

    private static let modelFile = "model.safetensors"
    private static let averageFile = "average.safetensors"
    private static let optimizerFile = "optimizer.safetensors"
    private static let stateFile = "state.json"
    private static let sumsFile = "SHA256SUMS"

    /// The checkpoint at a path, whose existence is checked when it is read.
    public init(_ path: String) { url = URL(fileURLWithPath: path) }

    /// The checkpoints in a directory, in the order of their positions; none if it does not exist.
    public static func all(in directory: String) -> [Checkpoint] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { $0.hasPrefix("epoch-") }.map { Checkpoint("\(directory)/\($0)") }
            .sorted { $0.isBefore($1.url.lastPathComponent) }
    }

    /// The checkpoint that was written after an epoch, such as ``Trainer/bestEpoch``; it may be gone.
    public static func afterEpoch(_ epoch: Int, in directory: String) -> Checkpoint {
        var position = Position()
        position.epoch = epoch
        return Checkpoint("\(directory)/\(name(at: position))")
    }

    /// Whether the position is before that of a checkpoint of this name.
    func isBefore(_ name: String) -> Bool {
        url.lastPathComponent.compare(name, options: .numeric) == .orderedAscending
    }

    /// Where a checkpoint of that position lies.
    static func name(at position: Position) -> String {
        func padded(_ number: Int, _ width: Int) -> String { "\(number)".leftPadded(to: width, with: "0") }
        return "epoch-\(padded(position.epoch, 4))-batch-\(padded(position.batch, 6))"
    }

    // MARK: - Writing

    /// Sets down a training as it is between two steps; the directory appears whole or not at all.
    @discardableResult
    static func write(_ training: Training, in directory: String) throws(CheckpointError) -> Checkpoint {
        let checkpoint = Checkpoint("\(directory)/\(name(at: training.trainer.position))")
        let manager = FileManager.default
        // The same position is the same training.
        if manager.fileExists(atPath: checkpoint.url.path) { return checkpoint }
        let hidden = Checkpoint("\(directory)/.\(checkpoint.url.lastPathComponent).tmp")
        do {
            try? manager.removeItem(at: hidden.url)
            try manager.createDirectory(at: hidden.url, withIntermediateDirectories: true)
            try hidden.writeFiles(training)
            try renameDurably(hidden.url, to: checkpoint.url)
        } catch {
            try? manager.removeItem(at: hidden.url)
            throw .unwritable(path: checkpoint.url.path, reason: oneLine(error))
        }
        return checkpoint
    }

    private func writeFiles(_ training: Training) throws {
        let trainer = training.trainer
        try Safetensors(tensors: trainer.weightsToGoOnWith).write(to: file(Self.modelFile))
        try Safetensors(tensors: trainer.optimizer.stateDictionary()).write(to: file(Self.optimizerFile))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        let state = try encoder.encode(TrainerState(of: training))
        try writeAtomically(to: file(Self.stateFile)) { try $0.write(contentsOf: state) }
        var names = [Self.modelFile, Self.optimizerFile, Self.stateFile]
        if let averages = trainer.averages {
            try Safetensors(tensors: averages.state).write(to: file(Self.averageFile))
            names.append(Self.averageFile)
        }
        let sums = try names.map { name in
            "\(try SHA256.hexDigest(ofFile: file(name).path))  \(name)\n"
        }
        try writeAtomically(to: file(Self.sumsFile)) { try $0.write(contentsOf: Data(sums.joined().utf8)) }
    }

    /// Removes the directory, so that no half of it is ever found under its name.
    func remove() throws(CheckpointError) {
        let hidden = url.deletingLastPathComponent().appending(path: ".\(url.lastPathComponent).old")
        guard rename(url.path, hidden.path) == 0 else {
            throw .unwritable(path: url.path, reason: oneLine(SystemError("rename", url.path)))
        }
        // What is left of it is removed when the run is resumed.
        try? FileManager.default.removeItem(at: hidden)
    }

    // MARK: - Reading

    /// Restores the state of the training into `trainer`, which then resumes with `fit`.
    ///
    /// - Parameter trainer: one made in the same way as the one that was set down.
    /// - Throws: ``CheckpointError`` if there is no checkpoint, a file of it is damaged, or it is of another
    ///   training; then nothing has changed.
    public func restore(into trainer: Trainer) throws(CheckpointError) {
        try checkHashes()
        let state = try state()
        if let reason = state.mismatch(with: trainer) { throw .foreign(path: url.path, reason: reason) }
        let before = trainer.model.stateDictionary()
        do {
            let sums = try EpochSums(state.sums, trainer.metrics)
            let average = try trainer.averages.map { try readAverage(for: $0) }
            try trainer.model.load(from: file(Self.modelFile))
            let kept = try Safetensors(contentsOf: file(Self.optimizerFile)).tensors
            try trainer.optimizer.load(kept, source: "'\(file(Self.optimizerFile).path)'")
            if let average { trainer.averages?.load(average) }
            trainer.restore(state, sums)
            trainer.restoredFrom = self
        } catch {
            try? trainer.model.load(before)
            if let error = error as? CheckpointError { throw error }
            throw .foreign(path: url.path, reason: oneLine(error))
        }
    }

    private func readAverage(for averages: AverageWeights) throws -> Weights {
        let average = try Safetensors(contentsOf: file(Self.averageFile)).tensors
        if averages.fits(average) { return average }
        throw CheckpointError.foreign(path: url.path, reason: "\(Self.averageFile) is of another model")
    }

    /// The checkpoint beside this one that was written after an epoch; nil if it is gone.
    func atEpoch(_ epoch: Int) -> Checkpoint? {
        let other = Checkpoint.afterEpoch(epoch, in: url.deletingLastPathComponent().path)
        return FileManager.default.fileExists(atPath: other.url.path) ? other : nil
    }

    /// The weights that the model was validated with.
    func weights() throws(CheckpointError) -> Weights {
        try checkHashes()
        do {
            let average = file(Self.averageFile)
            if FileManager.default.fileExists(atPath: average.path),
                let weights = AverageWeights.weights(in: try Safetensors(contentsOf: average).tensors)
            {
                return weights
            }
            return try Safetensors(contentsOf: file(Self.modelFile)).tensors
        } catch {
            throw .damaged(path: url.path, reason: "\(error)")
        }
    }

    /// Where the training was, and its history.
    func state() throws(CheckpointError) -> TrainerState {
        let state: TrainerState
        do {
            state = try JSONDecoder().decode(TrainerState.self, from: Data(contentsOf: file(Self.stateFile)))
        } catch {
            throw .damaged(path: url.path, reason: "\(Self.stateFile) cannot be read")
        }
        if state.isPossible { return state }
        throw .damaged(path: url.path, reason: "\(Self.stateFile) has an impossible position")
    }

    /// Whether all of it can be read back as it was written.
    package var isIntact: Bool { (try? checkHashes()) != nil && (try? state()) != nil }

    private func checkHashes() throws(CheckpointError) {
        guard let text = try? String(contentsOf: file(Self.sumsFile), encoding: .utf8) else {
            if !FileManager.default.fileExists(atPath: url.path) { throw .missing(path: url.path) }
            throw .damaged(path: url.path, reason: "\(Self.sumsFile) cannot be read")
        }
        var unseen: Set = [Self.modelFile, Self.optimizerFile, Self.stateFile]
        if FileManager.default.fileExists(atPath: file(Self.averageFile).path) {
            unseen.insert(Self.averageFile)
        }
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 2, unseen.remove(words[1]) != nil else {
                throw .damaged(path: url.path, reason: "\(Self.sumsFile) lists '\(line)'")
            }
            let found = (try? SHA256.hexDigest(ofFile: file(words[1]).path)) ?? "none"
            if found != words[0] {
                throw .damaged(
                    path: url.path, reason: "\(words[1]) has SHA-256 \(found), expected \(words[0])")
            }
        }
        if let name = unseen.min() {
            throw .damaged(path: url.path, reason: "\(Self.sumsFile) does not list \(name)")
        }
    }

    private func file(_ name: String) -> URL { url.appending(path: name) }
}

extension Trainer {
    fileprivate func restore(_ state: TrainerState, _ sums: EpochSums) {
        (best, trainingWeights, presentsBest) = (nil, nil, false)
        position = state.position
        history = state.history
        firstLoss = state.firstLoss
        plannedEpochs = state.epochs
        self.sums = sums
        restored = state.cuts
        drawCounts = state.draws
    }
}
