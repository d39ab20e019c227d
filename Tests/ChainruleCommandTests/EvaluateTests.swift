import ChainruleData
import Foundation
import TestSupport
import Testing

@Suite("chainrule evaluate")
struct EvaluateTests {
    @Test("refuses data unlike those the model was trained on")
    func otherData() throws {
        try withTrainedRun { directory in
            for glyphs in Glyphs.allCases {
                try glyphs.trainingData(trainingCount: 26, validationCount: 26)
                    .writeIDX(directory: directory.appending(path: glyphs.rawValue).path)
            }
            expectSuccess(try runTool("evaluate", "run", "--data", "digits", in: directory))
            let result = try runTool("evaluate", "run", "--data", "letters", in: directory)
            #expect(result.code == 1 && result.output == "")
            let prefix = "chainrule: letters/train-labels-idx1-ubyte: found label "
            #expect(result.error.hasPrefix(prefix))
            #expect(result.error.hasSuffix(", expected a class number below 10\n"))

            try shrunk().writeIDX(directory: directory.appending(path: "small").path)
            expectRefusal(
                try runTool("evaluate", "run", "--data", "small", in: directory), code: 1,
                "small: found 14 × 28 images of 10 classes, expected 28 × 28 images of 10 classes, as the model was trained on"
            )
        }
    }

    @Test("is what the command at a training's end does, wherever the run was saved")
    func shownCommand() throws {
        try withTemporaryDirectory { directory in
            let trained = try runTool(
                "train", "softmax", "--examples", "50", "--epochs", "1", "--out", "Ann's runs/1st",
                in: directory)
            expectSuccess(trained)
            let command = try #require(trained.output.split(separator: "evaluate it again with: ").last)
            let result = try runShell(String(command), in: directory)
            expectSuccess(result)
            let figure = try #require(
                trained.output.split(separator: "\n").first { $0.hasPrefix("validation accuracy") })
            #expect(result.output.contains(figure))
        }
    }

    @Test("refuses a run with a damaged record or model")
    func damagedRun() throws {
        for (file, bytes, message) in [
            ("run.json", nil, "RUN/run.json: does not exist, expected a file"),
            ("run.json", "{", "RUN/run.json: found unreadable JSON, expected a valid record of a run"),
            ("run.json", "{}", "RUN/run.json: found no 'version', expected a valid record of a run"),
            (
                "model.safetensors", nil,
                "cannot read 'RUN/model.safetensors': No such file or directory"
            ),
            (
                "model.safetensors", "cut",
                "'RUN/model.safetensors' has 3 bytes, expected at least 8 for the header's length"
            ),
        ] {
            try withTrainedRun { directory in
                let run = directory.appending(path: "run")
                try FileManager.default.removeItem(at: run.appending(path: file))
                if let bytes { try Data(bytes.utf8).write(to: run.appending(path: file)) }
                expectRefusal(
                    try runTool("evaluate", "run", in: directory), code: 1,
                    message.replacing("RUN", with: run.path))
            }
        }
    }

    @Test("refuses a model that lacks its last bytes, or is of another recipe")
    func wrongModel() throws {
        try withTrainedRun { directory in
            let model = directory.appending(path: "run/model.safetensors")
            let whole = try Data(contentsOf: model)
            try whole.dropLast().write(to: model)
            expectRefusal(
                try runTool("evaluate", "run", in: directory), code: 1,
                "'\(model.path)' has 31399 bytes, expected 31400 after the header")

            expectSuccess(
                try runTool(
                    "train", "two-layer", "--examples", "50", "--epochs", "1", "--out", "other", in: directory
                ))
            try Data(contentsOf: directory.appending(path: "other/model.safetensors")).write(to: model)
            let result = try runTool("evaluate", "run", in: directory)
            #expect(result.code == 1 && result.output == "")
            #expect(result.error.hasPrefix("chainrule: '\(model.path)' does not match the model: "))
            #expect(result.error.filter(\.isNewline).count == 1)
        }
    }

    @Test("refuses a directory that is no run, and one that is not there")
    func foreignDirectory() throws {
        try withTemporaryDirectory { directory in
            for path in [directory.path, directory.appending(path: "nowhere").path] {
                expectRefusal(
                    try runTool("evaluate", path), code: 1,
                    "\(path)/run.json: does not exist, expected a file"
                )
            }
            #expect(try files(in: directory) == [])
        }
    }

    private func withTrainedRun(_ body: (URL) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            expectSuccess(
                try runTool(
                    "train", "softmax", "--examples", "50", "--epochs", "1", "--out", "run", in: directory))
            try body(directory)
        }
    }

    /// Digits of half the height.
    private func shrunk() throws -> TrainingData {
        let digits = Glyphs.digits.draw(20)
        let halves = try LabeledImages(
            pixels: Array(digits.pixels.prefix(20 * 14 * 28)), labels: digits.labels, height: 14, width: 28,
            classNames: ClassNames.digits)
        return try TrainingData(name: "small", training: halves, validation: halves)
    }
}
