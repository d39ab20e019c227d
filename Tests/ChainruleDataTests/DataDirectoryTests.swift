import ChainruleData
import Foundation
import Testing

@Suite("A directory of images")
struct DataDirectoryTests {
    private func image(_ level: UInt8) -> [UInt8] { pngBytes([level, 0], height: 1, width: 2) }

    @Test("of IDX files is recognized by any of them")
    func idx() throws {
        let data = Glyphs.digits.trainingData(trainingCount: 10, validationCount: 5)
        try withTemporaryDirectory { directory in
            try data.writeIDX(directory: directory)
            #expect(try TrainingData(directory: directory, name: "digits") == data)
            try FileManager.default.removeItem(atPath: "\(directory)/train-labels-idx1-ubyte")
            let error = #expect(throws: DataError.self) { try TrainingData(directory: directory) }
            #expect(
                error?.description.hasPrefix("\(directory)/train-labels-idx1-ubyte: does not exist") == true)
        }
    }

    @Test("tells which of its files are read, whatever else lies beside them")
    func files() throws {
        try withTemporaryDirectory { directory in
            for name in ["a", "b"] { try write(image(1), to: "\(directory)/folders/\(name)/0.png") }
            for name in ["train/a/0", "train/b/0", "test/b/1"] {
                try write(image(1), to: "\(directory)/parts/\(name).png")
            }
            for name in ["data_batch_1", "data_batch_2", "test_batch", "other"] {
                try write([0], to: "\(directory)/cifar/\(name).bin")
            }
            try Glyphs.digits.trainingData(trainingCount: 1, validationCount: 1)
                .writeIDX(directory: "\(directory)/idx")
            let expected = [
                "folders": ["a/0.png", "b/0.png"],
                "parts": ["train/a/0.png", "train/b/0.png", "test/b/1.png"],
                "cifar": ["data_batch_1.bin", "data_batch_2.bin", "test_batch.bin"],
                "idx": [
                    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
                    "t10k-labels-idx1-ubyte",
                ],
            ]
            for (form, files) in expected {
                try write([0], to: "\(directory)/\(form)/README.md")
                try write([0], to: "\(directory)/\(form)/.hidden")
                if form == "folders" { try write([0], to: "\(directory)/folders/a/notes.txt") }
                #expect(try TrainingData.files(inDirectory: "\(directory)/\(form)") == files)
            }
        }
    }

    @Test("of folders for training and testing keeps them apart")
    func twoFolders() throws {
        try withTemporaryDirectory { directory in
            for (level, path) in [(1, "train/a/0"), (2, "train/b/0"), (3, "train/b/1"), (4, "test/b/0")] {
                try write(image(UInt8(level)), to: "\(directory)/\(path).png")
            }
            let data = try TrainingData(directory: directory)
            #expect(data.training.classNames == ["a", "b"])
            #expect(data.training.labels == [0, 1, 1] && data.training.pixels == [1, 0, 2, 0, 3, 0])
            // A class that has nothing held out keeps its number.
            #expect(data.validation.labels == [1] && data.validation.pixels == [4, 0])
        }
    }

    @Test("of one folder for each class is split, a fifth of every class held out")
    func oneFolder() throws {
        try withTemporaryDirectory { directory in
            for index in 0..<10 {
                try write(image(UInt8(index)), to: "\(directory)/a/\(index).png")
                if index < 5 { try write(image(UInt8(100 + index)), to: "\(directory)/b/\(index).png") }
            }
            let data = try TrainingData(directory: directory)
            #expect(data.validation.labels == [0, 0, 1] && data.training.count == 12)
            let levels = (data.training.pixels + data.validation.pixels).filter { $0 > 0 }
            #expect(levels.sorted() == Array(1..<10) + Array(100..<105))
            #expect(try TrainingData(directory: directory) == data)
        }
    }

    @Test("of two images for each class has one of each held out, one of single images nothing")
    func fewImages() throws {
        try withTemporaryDirectory { directory in
            for name in ["a/0", "a/1", "b/0", "b/1"] {
                try write(image(1), to: "\(directory)/two/\(name).png")
            }
            let data = try TrainingData(directory: "\(directory)/two")
            #expect(data.training.labels == [0, 1] && data.validation.labels == [0, 1])
            for name in ["a/0", "b/0"] { try write(image(1), to: "\(directory)/one/\(name).png") }
            let error = #expect(throws: DataError.self) { try TrainingData(directory: "\(directory)/one") }
            #expect(
                error?.description
                    == "\(directory)/one: found one image per class, expected more, as some are needed for validation"
            )
        }
    }

    @Test("of none of these says what it looked for")
    func unknown() throws {
        try withTemporaryDirectory { directory in
            let forms =
                "expected IDX files (train-images-idx3-ubyte and so on), CIFAR's binary files (data_batch_1.bin "
                + "or train.bin, and test*.bin) or one folder of images per class"
            let empty = #expect(throws: DataError.self) { try TrainingData(directory: directory) }
            #expect(empty?.description == "\(directory): found an empty directory, \(forms)")
            try write([1], to: "\(directory)/table.csv")
            let other = #expect(throws: DataError.self) { try TrainingData(directory: directory) }
            #expect(
                other?.description == "\(directory): found tables, \(forms)")
            let missing = #expect(throws: DataError.self) { try TrainingData(directory: "\(directory)/none") }
            #expect(
                missing?.description == "\(directory)/none: does not exist, expected a directory of images")
        }
    }

    @Test("in colour cannot be exported as IDX files")
    func export() throws {
        let images = try LabeledImages(
            pixels: [1, 2, 3], labels: [0], channels: 3, height: 1, width: 1, classNames: ["a"])
        let data = try TrainingData(name: "dots", training: images, validation: images)
        try withTemporaryDirectory { directory in
            let error = #expect(throws: DataError.self) { try data.writeIDX(directory: "\(directory)/new") }
            #expect(
                error?.description
                    == "dots: found images of 3 channels, expected grayscale images, the only ones IDX files hold"
            )
            #expect(!FileManager.default.fileExists(atPath: "\(directory)/new"))
        }
    }
}
