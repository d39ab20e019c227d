import ChainruleData
import Foundation
import Testing

@Suite("Data sets in IDX files")
struct TrainingDataTests {
    private let images = idxBytes(magic: 0x803, dimensions: [2, 1, 3], content: [0, 51, 255, 1, 2, 3])
    private let labels = idxBytes(magic: 0x801, dimensions: [2], content: [9, 0])

    @Test("plain, compressed and dotted names are found")
    func names() throws {
        try withTemporaryDirectory { directory in
            try write(images, to: "\(directory)/train-images-idx3-ubyte")
            try write(gzip(labels), to: "\(directory)/train-labels-idx1-ubyte.gz")
            try write(images, to: "\(directory)/t10k-images.idx3-ubyte")
            try write(gzip(labels), to: "\(directory)/t10k-labels.idx1-ubyte.gz")
            let data = try TrainingData.idx(directory: directory)
            #expect(data.name == URL(fileURLWithPath: directory).lastPathComponent)
            #expect(data.training == data.validation)
            #expect(data.training.pixels == [0, 51, 255, 1, 2, 3])
            #expect(data.training.labels == [9, 0])
            #expect((data.training.height, data.training.width) == (1, 3))
            #expect(data.training.classNames == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
        }
    }

    @Test("files in folders of their names are found, and folders beside the files are no obstacle")
    func folders() throws {
        try withTemporaryDirectory { directory in
            let names = [
                "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
                "t10k-labels-idx1-ubyte",
            ]
            let contents = [images, labels, images, labels]
            for (name, content) in zip(names, contents) {
                try write(content, to: "\(directory)/folders/\(name)/\(name)")
                try write(content, to: "\(directory)/both/\(name.replacing("-idx", with: ".idx"))")
                try write([0], to: "\(directory)/both/\(name)/notes")
                try write(content, to: "\(directory)/wrapped/MNIST/raw/\(name)")
                try write(content, to: "\(directory)/dotted/\(name.replacing("-idx", with: ".idx"))/\(name)")
            }
            for form in ["folders", "both", "wrapped", "dotted"] {
                let data = try TrainingData(directory: "\(directory)/\(form)")
                #expect(data.name == form)
                #expect(data.training.labels == [9, 0] && data.training == data.validation)
            }
            #expect(
                try TrainingData.files(inDirectory: "\(directory)/folders") == names.map { "\($0)/\($0)" })
            #expect(
                try TrainingData.files(inDirectory: "\(directory)/wrapped") == names.map { "MNIST/raw/\($0)" }
            )
        }
    }

    @Test("an exported data set is read back equal")
    func export() throws {
        let data = Glyphs.letters.trainingData(trainingCount: 30, validationCount: 10)
        try withTemporaryDirectory { directory in
            try data.writeIDX(directory: "\(directory)/new/letters")
            let back = try TrainingData.idx(
                directory: "\(directory)/new/letters", classNames: ClassNames.letters)
            #expect(back == data)
        }
    }

    @Test("a missing file is named with all its spellings")
    func missing() throws {
        try withTemporaryDirectory { directory in
            try expectError(
                in: directory,
                "train-images-idx3-ubyte: does not exist, expected a file of this name or "
                    + "train-images-idx3-ubyte.gz or train-images.idx3-ubyte or train-images.idx3-ubyte.gz")
        }
    }

    @Test("files that disagree are refused, with the path of the wrong one")
    func disagreement() throws {
        let one = idxBytes(magic: 0x801, dimensions: [1], content: [1])
        let eleventh = idxBytes(magic: 0x801, dimensions: [2], content: [9, 10])
        let none = idxBytes(magic: 0x803, dimensions: [0, 1, 3], content: [])
        let flat = idxBytes(magic: 0x803, dimensions: [2, 0, 3], content: [])
        for (images, labels, message) in [
            (images, one, "t10k-labels-idx1-ubyte: found 1 labels, expected 2, one for each image"),
            (
                images, eleventh,
                "t10k-labels-idx1-ubyte: found label 10 at index 1, expected a class number below 10"
            ),
            (none, labels, "t10k-images-idx3-ubyte: found 0 images, expected at least one"),
            (
                flat, labels,
                "t10k-images-idx3-ubyte: found images of 0 × 3 pixels, expected at least one row and one column"
            ),
        ] {
            try withTemporaryDirectory { directory in
                try writeSet(in: directory, validationImages: images, validationLabels: labels)
                try expectError(in: directory, message)
            }
        }
    }

    @Test("labels beyond ten are classes if they are learned from, and no names are given")
    func manyClasses() throws {
        try withTemporaryDirectory { directory in
            try writeSet(in: directory, validationImages: images, validationLabels: labels)
            let many = idxBytes(magic: 0x801, dimensions: [2], content: [9, 255])
            try write(many, to: "\(directory)/train-labels-idx1-ubyte")
            let data = try TrainingData.idx(directory: directory)
            #expect(data.training.classNames == (0...255).map { "\($0)" })
            #expect(
                data.findings.map(\.description) == [
                    "254 of the 256 classes have no training example: 0, 1, 2, 3, 4 and 249 more"
                ])
            let error = #expect(throws: DataError.self) {
                try TrainingData.idx(directory: directory, classNames: ClassNames.digits)
            }
            #expect(
                error?.description
                    == "\(directory)/train-labels-idx1-ubyte: found label 255 at index 1, expected a class number "
                    + "below 10")
        }
    }

    @Test("a data set called fashion has its articles as classes", arguments: ["fashion-mnist", "Fashion"])
    func fashion(name: String) throws {
        try withTemporaryDirectory { directory in
            let folder = "\(directory)/\(name)"
            try writeSet(in: folder, validationImages: images, validationLabels: labels)
            #expect(try TrainingData(directory: folder).training.classNames == ClassNames.fashion)
            #expect(
                try TrainingData(directory: folder, name: "digits").training.classNames == ClassNames.digits)
        }
    }

    @Test("validation images of another size than the training images are refused")
    func otherSize() throws {
        let tall = idxBytes(magic: 0x803, dimensions: [2, 3, 1], content: [1, 2, 3, 4, 5, 6])
        try withTemporaryDirectory { directory in
            try writeSet(in: directory, validationImages: tall, validationLabels: labels)
            let error = #expect(throws: DataError.self) {
                try TrainingData.idx(directory: directory, name: "strips")
            }
            #expect(
                error?.description
                    == "strips: found validation images of 3 × 1 pixels, expected 1 × 3 as in the training set"
            )
        }
    }

    private func writeSet(in directory: String, validationImages: [UInt8], validationLabels: [UInt8]) throws {
        try write(images, to: "\(directory)/train-images-idx3-ubyte")
        try write(labels, to: "\(directory)/train-labels-idx1-ubyte")
        try write(validationImages, to: "\(directory)/t10k-images-idx3-ubyte")
        try write(validationLabels, to: "\(directory)/t10k-labels-idx1-ubyte")
    }

    private func expectError(in directory: String, _ message: String) throws {
        let error = #expect(throws: DataError.self) { try TrainingData.idx(directory: directory) }
        #expect(error?.description == "\(directory)/\(message)")
    }
}
