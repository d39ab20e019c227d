import ChainruleData
import Foundation
import TestSupport
import Testing

/// A way to spoil a directory of IDX files, and what is said about it.
struct Spoiling: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The file named by the message, below the directory.
    let file: String
    let message: String
    let spoil: @Sendable (URL) throws -> Void

    /// Changes the bytes of `file`.
    init(_ file: String, _ message: String, _ edit: @escaping @Sendable (inout Data) -> Void) {
        self.init(file: file, message) { directory in
            let url = directory.appending(path: file)
            var bytes = try Data(contentsOf: url)
            edit(&bytes)
            try bytes.write(to: url)
        }
    }

    init(file: String, _ message: String, spoil: @escaping @Sendable (URL) throws -> Void) {
        (self.file, self.message, self.spoil) = (file, message, spoil)
        testDescription = "\(file): \(message)"
    }
}

@Suite("Data that cannot be used")
struct BadDataTests {
    private static let trainImages = "train-images-idx3-ubyte"
    private static let trainLabels = "train-labels-idx1-ubyte"
    private static let validationImages = "t10k-images-idx3-ubyte"
    private static let validationLabels = "t10k-labels-idx1-ubyte"

    private static let missingFiles = [trainImages, trainLabels, validationImages, validationLabels].map {
        file in
        let (stem, kind) = (file.dropLast("-idx3-ubyte".count), file.suffix("idx3-ubyte".count))
        return Spoiling(
            file: file,
            "does not exist, expected a file of this name or \(file).gz or \(stem).\(kind) or \(stem).\(kind).gz"
        ) { try FileManager.default.removeItem(at: $0.appending(path: file)) }
    }

    private static let damages = [
        Spoiling(
            trainImages,
            "found 15679 bytes after the header, expected 15680 (20 × 28 × 28), so the file is truncated"
        ) { $0.removeLast() },
        Spoiling(
            validationLabels,
            "found more than 10 bytes after the header, expected 10 (10), so there are extra bytes"
        ) {
            $0.append(0)
        },
        Spoiling(trainLabels, "found 7 bytes, expected an IDX header of 8 bytes") { $0 = $0.prefix(7) },
        Spoiling(validationImages, "found 0 bytes, expected an IDX header of 16 bytes") { $0 = Data() },
        Spoiling(
            validationImages,
            "found magic number 0x00000801, expected 0x00000803, that of images in unsigned bytes"
        ) { $0[3] = 1 },
        Spoiling(
            trainLabels,
            "found magic number 0x00000d01, expected 0x00000801, that of labels in unsigned bytes"
        ) { $0[2] = 0x0D },
        Spoiling(trainLabels, "found 19 labels, expected 20, one for each image") {
            $0[7] = 19
            $0.removeLast()
        },
        Spoiling(validationLabels, "found label 10 at index 3, expected a class number below 10") {
            $0[11] = 10
        },
        Spoiling(trainImages, "found 0 images, expected at least one") {
            $0[7] = 0
            $0 = $0.prefix(16)
        },
        Spoiling(trainImages, "found images of 0 × 28 pixels, expected at least one row and one column") {
            $0[11] = 0
            $0 = $0.prefix(16)
        },
        Spoiling(
            trainImages, "found a gzip stream that is truncated after 2 bytes, expected a complete gzip file"
        ) {
            $0 = Data([0x1F, 0x8B])
        },
        Spoiling(file: trainLabels, "found a directory, expected a file") { directory in
            let url = directory.appending(path: trainLabels)
            try FileManager.default.removeItem(at: url)
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        },
    ]

    private static let directories = [
        Spoiling(file: "", "does not exist, expected a directory of images") {
            try FileManager.default.removeItem(at: $0)
        },
        Spoiling(file: "", "found a file, expected a directory of images") {
            try FileManager.default.removeItem(at: $0)
            try Data().write(to: $0)
        },
    ]

    @Test(
        "is refused in one line with exit code 1, before anything is written",
        arguments: missingFiles + damages + directories)
    func spoiled(_ spoiling: Spoiling) throws {
        try withTemporaryDirectory { directory in
            let data = directory.appending(path: "data")
            try Glyphs.digits.trainingData(trainingCount: 20, validationCount: 10).writeIDX(
                directory: data.path)
            try spoiling.spoil(data)
            let path = spoiling.file.isEmpty ? data.path : "\(data.path)/\(spoiling.file)"
            expectRefusal(
                try runTool("train", "softmax", "--data", data.path, "--out", "run", in: directory), code: 1,
                "\(path): \(spoiling.message)")
            #expect(try files(in: directory) == (data.exists ? ["data"] : []))
        }
    }

    @Test("is refused when its two parts are of different sizes")
    func differentSizes() throws {
        try withTemporaryDirectory { directory in
            let data = directory.appending(path: "data").path
            let wide = try IDXFile(dimensions: [10, 14, 56], bytes: validationPixels(of: .digits))
            try Glyphs.digits.trainingData(trainingCount: 20, validationCount: 10).writeIDX(directory: data)
            try wide.write(to: "\(data)/\(Self.validationImages)")
            expectRefusal(
                try runTool("train", "softmax", "--data", data, "--out", "run", in: directory), code: 1,
                "data: found validation images of 14 × 56 pixels, expected 28 × 28 as in the training set")
        }
    }

    private func validationPixels(of glyphs: Glyphs) throws -> [UInt8] {
        glyphs.trainingData(trainingCount: 0, validationCount: 10).validation.pixels
    }
}
