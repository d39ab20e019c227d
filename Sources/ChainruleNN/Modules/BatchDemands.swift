import Chainrule

/// What layers and losses require of a batch, recorded while they are applied.
///
/// A trainer checks this before the first step, so that unsuitable data are an error instead of a trap.
package struct BatchDemands {
    /// The fewest examples that a batch must have.
    package private(set) var smallestBatch = 1
    /// Labels, of how many classes each must be one, and the label of places that do not count.
    package private(set) var labels: [(labels: Tensor, classCount: Int, ignored: Int?)] = []

    /// The requirements collected by one task, the only one that applies the layers.
    private final class Notes: @unchecked Sendable {
        var demands = BatchDemands()
    }

    @TaskLocal private static var notes: Notes?

    /// The requirements of everything that `body` applies.
    package static func found(in body: () -> Void) -> BatchDemands {
        let found = Notes()
        $notes.withValue(found, operation: body)
        return found.demands
    }

    /// Records that a batch must have at least this many examples.
    static func note(smallestBatch: Int) {
        guard let notes else { return }
        notes.demands.smallestBatch = max(notes.demands.smallestBatch, smallestBatch)
    }

    /// Records that each of these labels must be below this number of classes, unless it is ignored.
    static func note(_ labels: Tensor, classCount: Int, ignoring ignored: Int? = nil) {
        notes?.demands.labels.append((labels, classCount, ignored))
    }
}
