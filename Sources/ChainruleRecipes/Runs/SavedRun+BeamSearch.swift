import Chainrule
import ChainruleData
import ChainruleModels

extension SavedRun {
    /// What the model writes for inputs, by beam search instead of greedily.
    ///
    /// - Parameters:
    ///   - inputs: as a network takes them.
    ///   - beamWidth: the number of sequences that are kept at every step, at least 1; with 1 the search is greedy.
    /// - Throws: `DataError` if the model does not write sequences.
    public func predict(_ inputs: [TaskInput], beamWidth: Int) throws(DataError) -> [Prediction] {
        guard let task = task as? any WritingTask, let writer = model as? any SequenceWriter else {
            throw .malformed(
                source: source, found: "a run of \(recipe.name), which writes no sequences",
                expected: "one that does, for beam search")
        }
        return stride(from: 0, to: inputs.count, by: Self.batchSize).flatMap { start in
            let batch = inputs[start..<min(start + Self.batchSize, inputs.count)]
            return zip(batch, writer.search(task.batch(of: Array(batch)), width: beamWidth)).map {
                Prediction(name: $0.name, text: task.text($1[0].symbols))
            }
        }
    }
}
