import Chainrule
import ChainruleNN

/// Batch normalization over a handful of examples.
enum TinyBatches: Check {
    static let moments: Set<Moment> = [.beginning]

    /// Below this the error of batch normalization rises steeply (Wu and He 2018, "Group normalization", figure 1).
    private static let smallestBatch = 8

    static func finding(in history: TrainingHistory) -> Doctor.Finding? {
        let training = history.training
        let size = min(training.batchSize, training.examples.count)
        let normalized = training.trainer.model.buffers().filter { $0.name.hasSuffix("running_mean") }
        guard let first = normalized.first, size < smallestBatch else { return nil }
        let layer = first.name.split(separator: ".").dropLast().joined(separator: ".")
        return history.finding(
            .tinyBatches, .warning,
            evidence:
                "batch normalization (\(layer.isEmpty ? "the network" : layer)) estimates mean and variance from "
                + "\(counted(size, "example")) at a time, which is too noisy",
            advice: "use batches of \(smallestBatch) or more, or LayerNorm")
    }
}
