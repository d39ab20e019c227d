import ChainruleData
import Foundation
import Testing

@Suite("Folders of images in parts")
struct DataPartsTests {
    private func write(_ names: [String], in directory: String) throws {
        for (level, name) in names.enumerated() {
            let bytes = pngBytes([UInt8(level), 0], height: 1, width: 2)
            try ChainruleDataTests.write(bytes, to: "\(directory)/\(name).png")
        }
    }

    @Test(
        "are told by their names",
        arguments: [
            ("train", "test"), ("train", "val"), ("Train", "Test"), ("TRAIN", "VALID"),
            ("training", "validation"),
            ("training_set", "test_set"), ("seg_train", "seg_test"), ("train", "dev"),
            ("trainset", "testset"),
            ("train", "eval"), ("train-data", "held-out"), ("train", "test1"),
            ("Training Data", "Validation Data"),
        ])
    func names(_ training: String, _ validation: String) throws {
        try withTemporaryDirectory { directory in
            try write(["\(training)/a/0", "\(training)/b/0", "\(validation)/b/1"], in: directory)
            let data = try TrainingData(directory: directory)
            #expect(data.training.classNames == ["a", "b"])
            #expect(data.training.labels == [0, 1] && data.validation.labels == [1])
            #expect(data.findings == [])
            #expect(
                try TrainingData.files(inDirectory: directory)
                    == ["\(training)/a/0.png", "\(training)/b/0.png", "\(validation)/b/1.png"])
        }
    }

    @Test(
        "are not recognized by names that only begin so", arguments: ["tests", "valley", "trainer", "device"])
    func classes(name: String) throws {
        try withTemporaryDirectory { directory in
            try write(["train/0", "train/1", "\(name)/0", "\(name)/1"], in: directory)
            let data = try TrainingData(directory: directory)
            #expect(data.training.classNames == ["train", name].sorted())
        }
    }

    @Test("of which one is for validation and one for testing leave the test part alone, and say so")
    func three() throws {
        try withTemporaryDirectory { directory in
            try write(["train/a/0", "test/a/1", "val/a/2", "misc/a/3"], in: directory)
            let data = try TrainingData(directory: directory)
            #expect(data.training.pixels == [0, 0] && data.validation.pixels == [2, 0])
            #expect(
                data.findings.map(\.description) == [
                    "ignored: test (a third part), misc (neither a training nor a validation part)"
                ])
            #expect(DataDescription(data).findings.map(\.description).contains(data.findings[0].description))
        }
    }

    @Test("whose test part has no classes leave it alone, and split the training part")
    func unlabelled() throws {
        try withTemporaryDirectory { directory in
            try write(["train/a/0", "train/a/1", "train/b/0", "train/b/1", "test/0"], in: directory)
            let data = try TrainingData(directory: directory)
            #expect(data.training.labels == [0, 1] && data.validation.labels == [0, 1])
            #expect(data.findings.map(\.description) == ["ignored: test (no folders of images)"])
        }
    }

    @Test("of which one has no folder of a class leave it alone")
    func otherFolders() throws {
        try withTemporaryDirectory { directory in
            try write(
                [
                    "train/a/images/0", "train/a/images/1", "train/b/images/0", "train/b/images/1",
                    "val/images/0",
                ],
                in: directory)
            let data = try TrainingData(directory: directory)
            #expect(data.training.classNames == ["a", "b"] && data.validation.labels == [0, 1])
            #expect(
                data.findings.map(\.description) == ["ignored: val (none of its folders is a class of train)"]
            )
        }
    }

    @Test("of one part may lie in several folders that hold nothing else")
    func nestedClasses() throws {
        try withTemporaryDirectory { directory in
            try write(
                ["archive/set/images/a/0", "archive/set/images/a/1", "archive/set/images/b/0"], in: directory)
            #expect(try TrainingData(directory: directory).training.classNames == ["a", "b"])
        }
    }

    @Test("may lie in folders that hold nothing else")
    func nested() throws {
        try withTemporaryDirectory { directory in
            try write(
                ["set/seg_train/seg_train/a/0", "set/seg_train/seg_train/b/0", "set/seg_test/seg_test/a/0"],
                in: directory)
            try ChainruleDataTests.write([1], to: "\(directory)/__MACOSX/set/x")
            let data = try TrainingData(directory: directory)
            #expect(data.training.classNames == ["a", "b"] && data.validation.labels == [0])
            #expect(
                try TrainingData.files(inDirectory: directory).last == "set/seg_test/seg_test/a/0.png")
        }
    }

    @Test("of which several are for training, or none, are refused")
    func ambiguous() throws {
        try withTemporaryDirectory { directory in
            try write(["train/a/0", "training/a/0", "val/a/0"], in: "\(directory)/two")
            let two = #expect(throws: DataError.self) { try TrainingData(directory: "\(directory)/two") }
            #expect(
                two?.description
                    == "\(directory)/two: found the training parts train, training, expected one of them, beside val"
            )
            try write(["test/a/0", "val/a/0"], in: "\(directory)/none")
            let none = #expect(throws: DataError.self) { try TrainingData(directory: "\(directory)/none") }
            #expect(
                none?.description
                    == "\(directory)/none: found the parts test, val, expected one folder of images per class"
            )
        }
    }

    @Test("grey in one and in colour in the other become colours in both")
    func colours() throws {
        try withTemporaryDirectory { directory in
            try write(["train/a/0"], in: directory)
            try ChainruleDataTests.write(
                pngBytes([1, 2, 3, 4, 5, 6], colorType: 2, height: 1, width: 2),
                to: "\(directory)/val/a/0.png")
            let data = try TrainingData(directory: directory)
            #expect(data.training.channels == 3 && data.validation.pixels == [1, 4, 2, 5, 3, 6])
            #expect(
                data.findings.map(\.description) == [
                    "1 of the 2 images is grayscale and used as RGB"
                ])
        }
    }
}
