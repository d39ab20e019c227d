import Chainrule

/// What layers and losses demand of a batch, noted while they are applied.
///
/// Whoever trains asks before the first step, so that data which cannot be trained with are an error and no trap.
package struct BatchDemands {
    /// The fewest examples that a batch must have.
    package private(set) var smallestBatch = 1
    /// Labels, and of how many classes each must be one.
    package private(set) var labels: [(labels: Tensor, classCount: Int)] = []

    /// Those of one task, which is the only one that applies the layers.
    private final class Notes: @unchecked Sendable {
        var demands = BatchDemands()
    }

    @TaskLocal private static var notes: Notes?

    /// What is demanded by everything that `body` applies.
    package static func found(in body: () -> Void) -> BatchDemands {
        let found = Notes()
        $notes.withValue(found, operation: body)
        return found.demands
    }

    /// Takes note that a batch must have so many examples.
    static func note(smallestBatch: Int) {
        guard let notes else { return }
        notes.demands.smallestBatch = max(notes.demands.smallestBatch, smallestBatch)
    }

    /// Takes note that each of these labels must be one of so many classes.
    static func note(_ labels: Tensor, classCount: Int) { notes?.demands.labels.append((labels, classCount)) }
}
