import Chainrule
import ChainruleData
import ChainruleInterop
import ChainruleNN
import Foundation

/// The saved state of a run, in a directory: everything that is needed to resume it bit for bit.
///
/// - `model.safetensors`: parameters and buffers.
/// - `average.safetensors`: the average of the weights, if one is kept.
/// - `optimizer.safetensors`: what the optimizer keeps between steps.
/// - `state.json`: position, history, the sums of the current epoch, random draws.
/// - `SHA256SUMS`: the hashes of the other files, in the format of `sha256sum --check`.
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
    package func isBefore(_ name: String) -> Bool {
        url.lastPathComponent.compare(name, options: .numeric) == .orderedAscending
    }

    /// The path of the checkpoint of a position.
    static func name(at position: Position) -> String {
        func padded(_ number: Int, _ width: Int) -> String { "\(number)".leftPadded(to: width, with: "0") }
        return "epoch-\(padded(position.epoch, 4))-batch-\(padded(position.batch, 6))"
    }

    // MARK: - Writing

    /// Saves a run between two steps; the directory is renamed into place when it is complete.
    @discardableResult
    static func write(_ training: Training, in directory: String) throws(CheckpointError) -> Checkpoint {
        let checkpoint = Checkpoint("\(directory)/\(name(at: training.trainer.position))")
        let manager = FileManager.default
        // The same position is the same training.
        if manager.fileExists(atPath: checkpoint.url.path) { return checkpoint }
        let hidden = Checkpoint("\(directory)/.\(checkpoint.url.lastPathComponent).tmp")
        do {
            try? manager.removeItem(at: hidden.url)
            try makeDirectory(at: hidden.url.path)
            try hidden.writeFiles(training)
            try renameDurably(hidden.url, to: checkpoint.url)
        } catch {
            try? manager.removeItem(at: hidden.url)
            throw .unwritable(path: checkpoint.url.path, reason: Self.reason(of: error))
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
    package func remove() throws(CheckpointError) {
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
    /// - Parameter trainer: one made in the same way as the one that was saved.
    /// - Throws: ``CheckpointError`` if there is no checkpoint, a file of it is damaged, or it belongs to another
    ///   run; then nothing has changed.
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
            throw failure(error) { .foreign(path: url.path, reason: $0) }
        }
    }

    private func readAverage(for averages: AverageWeights) throws -> Weights {
        let average = try Safetensors(contentsOf: file(Self.averageFile)).tensors
        if averages.fits(average) { return average }
        throw CheckpointError.foreign(path: url.path, reason: "\(Self.averageFile) belongs to another model")
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
            throw failure(error) { .damaged(path: url.path, reason: $0) }
        }
    }

    /// Where the training was, and its history.
    func state() throws(CheckpointError) -> TrainerState {
        let bytes = try read(Self.stateFile)
        guard let state = try? JSONDecoder().decode(TrainerState.self, from: Data(bytes)) else {
            throw .damaged(
                path: url.path, reason: "\(Self.stateFile) is not what this version of Chainrule writes")
        }
        if state.isPossible { return state }
        throw .damaged(path: url.path, reason: "\(Self.stateFile) has an impossible position")
    }

    /// Whether all files can be read back as they were written.
    package var isIntact: Bool { (try? checkHashes()) != nil && (try? state()) != nil }

    private func checkHashes() throws(CheckpointError) {
        if !FileManager.default.fileExists(atPath: url.path) { throw .missing(path: url.path) }
        let text = String(decoding: try read(Self.sumsFile), as: UTF8.self)
        var unseen: Set = [Self.modelFile, Self.optimizerFile, Self.stateFile]
        if FileManager.default.fileExists(atPath: file(Self.averageFile).path) {
            unseen.insert(Self.averageFile)
        }
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 2, unseen.remove(words[1]) != nil else {
                throw .damaged(path: url.path, reason: "\(Self.sumsFile) lists '\(line)'")
            }
            let found = try reading(words[1]) { (path) throws(DataError) in
                try SHA256.hexDigest(ofFile: path)
            }
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

    // MARK: - Failures

    private func read(_ name: String) throws(CheckpointError) -> [UInt8] {
        try reading(name) { (path) throws(DataError) in try readFile(path) }
    }

    /// A file that the system does not give back is another matter than one with other bytes.
    private func reading<Content>(
        _ name: String, _ read: (String) throws(DataError) -> Content
    ) throws(CheckpointError) -> Content {
        do { return try read(file(name).path) } catch {
            if case .unreadable(_, let reason) = error {
                throw .unreadable(path: url.path, reason: "\(name): \(reason)")
            }
            throw .damaged(path: url.path, reason: "\(name) is missing")
        }
    }

    /// The error of a checkpoint that `error` comes from, by default `other` with what it says.
    private func failure(_ error: any Error, or other: (String) -> CheckpointError) -> CheckpointError {
        if let error = error as? CheckpointError { return error }
        if let error = error as? SafetensorsError, case .unreadable(let reason) = error.problem {
            let name = URL(fileURLWithPath: error.path).lastPathComponent
            return .unreadable(path: url.path, reason: "\(name): \(reason)")
        }
        return other(oneLine(error))
    }

    /// What kept the system from writing, without the hidden directory that is written in.
    private static func reason(of error: any Error) -> String {
        if let error = error as? SafetensorsError, case .unwritable(let reason) = error.problem {
            return reason
        }
        return oneLine(error)
    }
}

extension Trainer {
    fileprivate func restore(_ state: TrainerState, _ sums: EpochSums) {
        (best, trainingWeights, presentsBest) = (nil, nil, false)
        position = state.position
        history = state.history
        dynamics = state.dynamics
        firstLoss = state.firstLoss
        plannedEpochs = state.epochs
        self.sums = sums
        restored = state.cuts
        drawCounts = state.draws
    }
}
