import ChainruleData
import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("A directory of images")
struct DataDirectoryTests {
    @Test("is trained on and measured again, gzipped or not", arguments: [false, true])
    func training(_ isGzipped: Bool) throws {
        try withTemporaryDirectory { directory in
            try writeDigits(to: directory.appending(path: "digits"))
            if isGzipped {
                expectSuccess(try runShell("gzip digits/*", in: directory))
                #expect(try files(in: directory.appending(path: "digits")).allSatisfy { $0.hasSuffix(".gz") })
            }
            let trained = try runTool(
                "train", "softmax", "--data", "digits", "--epochs", "2", "--out", "run", in: directory)
            expectSuccess(trained)
            #expect(trained.output.contains("digits: 200 training and 40 validation images of 28 × 28"))
            let evaluated = try runTool("evaluate", "run", "--data", "digits", in: directory)
            expectSuccess(evaluated)
            #expect(trained.figures.count == 12)
            #expect(evaluated.figures == trained.figures)
        }
    }

    @Test("given by a relative path with a space is found again from elsewhere, and by the command shown")
    func relativePath() throws {
        try withTemporaryDirectory { directory in
            try writeDigits(to: directory.appending(path: "Anna's data"))
            let trained = try runTool(
                "train", "softmax", "--data", "Anna's data", "--epochs", "1", "--out", "my run", in: directory
            )
            expectSuccess(trained)

            let run = directory.appending(path: "my run").path
            let elsewhere = try runTool("evaluate", run, in: URL(fileURLWithPath: "/"))
            expectSuccess(elsewhere)
            #expect(elsewhere.figures == trained.figures)

            let line = try #require(trained.output.split(separator: "evaluate it again with: ").last)
            let shown = try runShell(String(line), in: directory)
            expectSuccess(shown)
            #expect(shown.figures == trained.figures)
        }
    }

    @Test("of letters measures a model of letters")
    func letters() throws {
        try withTemporaryDirectory { directory in
            let trained = try runTool(
                "train", "softmax", "--glyphs", "letters", "--examples", "260", "--epochs", "1", "--out",
                "run",
                in: directory)
            expectSuccess(trained)
            try Glyphs.letters.trainingData(trainingCount: 260, validationCount: 52)
                .writeIDX(directory: directory.appending(path: "letters").path)
            let evaluated = try runTool("evaluate", "run", "--data", "letters", in: directory)
            expectSuccess(evaluated)
            #expect(evaluated.figures == trained.figures)
        }
    }

    @Test("in colour is trained on and measured again, and grey ones are refused then")
    func colour() throws {
        try withTemporaryDirectory { directory in
            let data = directory.appending(path: "cifar")
            try FileManager.default.createDirectory(at: data, withIntermediateDirectories: false)
            let records = (0..<20).map {
                Data([UInt8($0 % 10)] + [UInt8](repeating: UInt8($0 * 12), count: 3072))
            }
            for name in ["data_batch_1.bin", "test_batch.bin"] {
                try Data(records.joined()).write(to: data.appending(path: name))
            }
            let trained = try runTool(
                "train", "softmax", "--data", "cifar", "--epochs", "1", "--out", "run", in: directory)
            expectSuccess(trained)
            #expect(trained.output.contains("cifar: 20 training and 20 validation images of 3 × 32 × 32"))
            let evaluated = try runTool("evaluate", "run", in: directory)
            expectSuccess(evaluated)
            #expect(evaluated.figures == trained.figures)

            try writeDigits(to: directory.appending(path: "digits"))
            expectRefusal(
                try runTool("evaluate", "run", "--data", "digits", in: directory), code: 1,
                "digits: found 28 × 28 images of 10 classes, expected 3 × 32 × 32 images of 10 classes, as the model was trained on"
            )
        }
    }

    @Test("with a label far beyond the others is trained on with a warning")
    func farLabel() throws {
        try withTemporaryDirectory { directory in
            let data = directory.appending(path: "digits")
            try writeDigits(to: data)
            let labels = data.appending(path: "train-labels-idx1-ubyte")
            var bytes = try Data(contentsOf: labels)
            bytes[bytes.count - 1] = 255
            try bytes.write(to: labels)
            let trained = try runTool(
                "train", "softmax", "--data", "digits", "--epochs", "1", "--out", "run", in: directory)
            expectSuccess(trained)
            #expect(
                trained.output.contains(
                    "\nwarning  245 of the 256 classes have no training example: 10, 11, 12, 13, 14 and 240 more\n"
                ))
        }
    }

    private func writeDigits(to directory: URL) throws {
        try Glyphs.digits.trainingData(trainingCount: 200, validationCount: 40)
            .writeIDX(directory: directory.path)
    }
}
