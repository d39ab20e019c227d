import Foundation
import TestSupport
import Testing

@Suite("chainrule on generated sequences") struct SequenceTests {
    private let small = [
        "--lag", "6", "--size", "4", "--sequences", "20", "--batch", "10", "--schedule", "constant",
    ]

    @Test("sequences are learned and evaluated by command, with the gradient norms drawn")
    func wholeWay() throws {
        try withTemporaryDirectory { directory in
            let trained = try runTool(
                ["train", "adding", "--out", "run", "--epochs", "1", "--clip", "0.5"] + small, in: directory)
            expectSuccess(trained)
            for part in ["clipping 0.5", "validation MSE", "norm of the gradient", "gradient-norms.png"] {
                #expect(trained.output.contains(part))
            }
            let evaluated = try runTool("evaluate", "run", in: directory)
            expectSuccess(evaluated)
            #expect(evaluated.output.contains("norm of the gradient"))
            let refused = try runTool("predict", "run", "x.csv", in: directory)
            #expect(refused.code == 1 && refused.error.contains("on generated sequences"))
        }
    }

    @Test("a Neural Turing Machine tries each of its problems, and keeps pictures of its heads")
    func machine() throws {
        try withTemporaryDirectory { directory in
            let trained = try runTool(
                [
                    "train", "ntm", "--problem", "recall", "--longest", "2", "--rows", "6", "--sequences",
                    "10",
                    "--controller", "feed-forward", "--heads", "2", "--epochs", "1", "--out", "run",
                ], in: directory)
            expectSuccess(trained)
            for part in ["wrong bits at size 2", "wrong bits at size 4", "heads-4.png", "answers-4.png"] {
                #expect(trained.output.contains(part))
            }
        }
    }

    @Test("a resumed run sees the sequences that it would have seen")
    func resuming() throws {
        try withTemporaryDirectory { directory in
            func train(_ words: [String]) throws {
                expectSuccess(try runTool(["train"] + words, in: directory))
            }
            try train(["copy-memory", "--epochs", "2", "--out", "whole"] + small)
            try train(["copy-memory", "--epochs", "1", "--out", "parts"] + small)
            try train(["--resume", "parts", "--epochs", "2"])
            func model(_ run: String) throws -> Data {
                try Data(contentsOf: directory.appending(path: "\(run)/model.safetensors"))
            }
            #expect(try model("whole") == model("parts"))
        }
    }
}
