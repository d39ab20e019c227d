import Chainrule
import ChainruleData
import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("Ensembles of runs") struct EnsembleRunTests {
    private func scores(_ rows: [[Float]]) -> Tensor {
        Tensor(rows.flatMap { $0 }, shape: [rows.count, rows[0].count])
    }

    @Test("the figures of an ensemble count what is recognized, alone and together")
    func figures() {
        // The logarithms of probabilities of two classes; the truth is 0, 0, 1, 1.
        func member(_ shares: [Float]) -> Tensor { scores(shares.map { [log($0), log(1 - $0)] }) }
        let evaluation = EnsembleEvaluation(
            scores: [
                member([0.9, 0.4, 0.4, 0.6]),  // right, wrong, right, wrong
                member([0.6, 0.4, 0.9, 0.4]),  // right, wrong, wrong, right
                member([0.4, 0.9, 0.3, 0.4]),  // wrong, right, right, right
            ], labels: [0, 0, 1, 1])
        #expect(evaluation.memberCounts == [2, 2, 3])
        #expect(evaluation.memberAccuracies == [0.5, 0.5, 0.75])
        #expect(abs(evaluation.meanAccuracy - 7 / 12) < 1e-12)
        // Means of the share of class 0: 0.633, 0.567, 0.533, 0.467.
        #expect(evaluation.averageCount == 3 && evaluation.averageAccuracy == 0.75)
        // Votes for class 0: 2, 1, 1, 1.
        #expect(evaluation.voteCount == 3 && evaluation.voteAccuracy == 0.75)
    }

    @Test("an ensemble of one run several times does as well as the run")
    func identicalMembers() throws {
        try withTemporaryDirectory { url in
            let run = try sampleRun("two-layer", examples: 60, epochs: 2, batchSize: 20)
            let directory = RunDirectory(url.appending(path: "run").path)
            try run.complete(RunRecord(of: run, source: source), in: directory)
            let saved = try SavedRun(directory)
            let evaluation = try EnsembleEvaluation(of: [saved, saved, saved], on: run.data)
            let alone = try #require(run.trainer.history.last?.validationAccuracy)
            #expect(evaluation.memberAccuracies == [alone, alone, alone])
            #expect(evaluation.averageAccuracy == alone && evaluation.voteAccuracy == alone)
            #expect(abs(evaluation.meanAccuracy - alone) < 1e-12)
        }
    }

    @Test("a run is completed from where it was stopped, to the same bits, and then only read")
    func completion() throws {
        try withTemporaryDirectory { url in
            func run() throws -> RecipeRun {
                try sampleRun("softmax", examples: 40, epochs: 3, batchSize: 10)
            }
            let (whole, parts) = (url.appending(path: "whole").path, url.appending(path: "parts").path)
            let record = try RunRecord(of: run(), source: source)
            try run().complete(record, in: RunDirectory(whole))

            let stop = StopRequest()
            let stopper = Witness { if $0.step == 6 { stop(because: "enough") } }
            try run().complete(record, in: RunDirectory(parts), observers: [stopper], stop: stop)
            #expect(try RunDirectory(parts).epochsDone() == 1)
            let rest = Witness()
            try run().complete(record, in: RunDirectory(parts), observers: [rest])
            #expect(rest.steps.map(\.step) == Array(7...12))
            func model(_ path: String) throws -> Data {
                try Data(contentsOf: URL(fileURLWithPath: "\(path)/model.safetensors"))
            }
            #expect(try model(parts) == model(whole))

            let nothing = Witness()
            try run().complete(record, in: RunDirectory(parts), observers: [nothing])
            #expect(nothing.steps.isEmpty && nothing.outcomes.isEmpty)
        }
    }

    @Test("another run's directory is refused, and stays as it is")
    func otherRun() throws {
        try withTemporaryDirectory { url in
            let run = try sampleRun("softmax", examples: 20, epochs: 1, batchSize: 10)
            let directory = RunDirectory(url.path)
            try run.complete(RunRecord(of: run, source: source), in: directory)
            let longer = try sampleRun("softmax", examples: 20, epochs: 2, batchSize: 10)
            let accumulating = try sampleRun(
                "softmax", examples: 20, epochs: 1, batchSize: 10, accumulation: 2)
            for (other, of, found, expected) in [
                (accumulating, source, "a run with the accumulation 1", "2"),
                (longer, source, "a run with the epochs 1", "2"),
                (
                    run, .glyphs(characters: .digits, training: 20, validation: 20, seed: 5),
                    "a run on synthetic digits, 60 and 60, random seed 0",
                    "synthetic digits, 20 and 20, random seed 5"
                ),
            ] as [(RecipeRun, DataSource, String, String)] {
                #expect(
                    throws: DataError.malformed(
                        source: directory.url.path, found: found,
                        expected: "\(expected), or another directory")
                ) {
                    try other.complete(RunRecord(of: other, source: of), in: directory)
                }
            }
            #expect(try directory.record().hyperparameters.epochs == 1)
        }
    }

    @Test("snapshots share out the epochs evenly or not at all")
    func cycles() {
        #expect(Snapshots.schedule(epochs: 10, cycles: 5) == .cosineRestarts(period: 2))
        #expect(Snapshots.schedule(epochs: 3, cycles: 3) == .cosineRestarts(period: 1))
        #expect(Snapshots.schedule(epochs: 10, cycles: 3) == nil)
        #expect(Snapshots.schedule(epochs: 2, cycles: 4) == nil)
    }

    @Test("glyphs of a fixed seed are the same for runs of every seed, and records without it can be read")
    func fixedSeed() throws {
        let fixed = source.fixed(seed: 4)
        #expect(try fixed.load(seed: 9) == source.load(seed: 4))
        #expect(fixed.fixed(seed: 5) == fixed)
        let files = DataSource.files(in: "/data")
        #expect(files.fixed(seed: 4) == files)
        let older = #"{"glyphs":{"characters":"digits","training":60,"validation":60}}"#
        #expect(try JSONDecoder().decode(DataSource.self, from: Data(older.utf8)) == source)
    }

    private let source = DataSource.glyphs(characters: .digits, training: 60, validation: 60)
}
