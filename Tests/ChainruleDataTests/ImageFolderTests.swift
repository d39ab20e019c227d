import Chainrule
import ChainruleData
import Foundation
import Testing

@Suite("Folders of images")
struct ImageFolderTests {
    private let ramp = (0..<6).map { UInt8($0 * 51) }

    @Test("a grey PNG file is decoded to its very levels")
    func grey() throws {
        let levels = (0..<256).map { UInt8($0) }
        let image = try decode(pngBytes(levels, height: 8, width: 32))
        #expect((image.channels, image.height, image.width) == (1, 8, 32))
        #expect(image.pixels == levels)
    }

    @Test("levels of 16 bits are brought to 8 without another brightness", arguments: [0, 2] as [UInt8])
    func sixteenBits(colorType: UInt8) throws {
        let levels: [UInt8] = [0, 0, 0x40, 0x40, 0x80, 0x80, 0xC0, 0xC0, 0xFE, 0xFE, 0xFF, 0xFF]
        let bytes = pngBytes(
            levels, colorType: colorType, bitDepth: 16, height: 1, width: colorType == 0 ? 6 : 2)
        let image = try decode(bytes)
        #expect(
            image.pixels == (colorType == 0 ? [0, 64, 128, 192, 254, 255] : [0, 192, 64, 254, 128, 255]))
    }

    @Test("the colours of a PNG file become planes")
    func planes() throws {
        let image = try decode(pngBytes([1, 2, 3, 4, 5, 6], colorType: 2, height: 1, width: 2))
        #expect((image.channels, image.height, image.width) == (3, 1, 2))
        #expect(image.pixels == [1, 4, 2, 5, 3, 6])
    }

    @Test("transparent pixels show black behind them")
    func transparency() throws {
        #expect(
            try decode(pngBytes([200, 0, 200, 255], colorType: 4, height: 1, width: 2)).pixels == [0, 200])
        let colours: [UInt8] = [9, 8, 7, 255, 9, 8, 7, 0]
        let image = try decode(pngBytes(colours, colorType: 6, height: 1, width: 2))
        #expect(image.pixels == [9, 0, 8, 0, 7, 0])
    }

    @Test("a JPEG file is decoded to levels near those it was made from", arguments: [1, 3])
    func jpeg(channels: Int) throws {
        let pixel: [UInt8] = Array([200, 60, 30].prefix(channels))
        let levels = (0..<12 * 20).flatMap { _ in pixel }
        let image = try decode(jpegBytes(levels, channels: channels, height: 12, width: 20))
        #expect((image.channels, image.height, image.width) == (channels, 12, 20))
        let planes = pixel.flatMap { [UInt8](repeating: $0, count: 12 * 20) }
        #expect(zip(image.pixels, planes).allSatisfy { abs(Int($0) - Int($1)) <= 2 })
    }

    @Test("folders are classes in the order of their names, and files examples")
    func folders() throws {
        try withTemporaryDirectory { directory in
            try write(pngBytes(ramp, height: 2, width: 3), to: "\(directory)/dog/b.png")
            try write(pngBytes(Array(ramp.reversed()), height: 2, width: 3), to: "\(directory)/dog/a.PNG")
            try write(pngBytes(ramp, height: 2, width: 3), to: "\(directory)/cat/x.png")
            try write(Array("note".utf8), to: "\(directory)/cat/notes.txt")
            try write(Array("note".utf8), to: "\(directory)/README.md")
            let folder = try ImageFolder(path: directory)
            #expect(folder.classNames == ["cat", "dog"])
            #expect(
                folder.paths.map { $0.dropFirst(directory.count + 1) } == [
                    "cat/x.png", "dog/a.PNG", "dog/b.png",
                ])
            #expect(folder.knownClassNumbers == [0, 1, 1])
            let sample = try folder.example(at: 2)
            #expect(sample.input.shape == [1, 2, 3])
            #expect(sample.input.scalars(as: Float.self) == [0, 0.2, 0.4, 0.6, 0.8, 1])
            #expect(sample.target.type == TensorType([], .int32) && sample.target.item() == 1)

            let images = try LabeledImages(folder: directory)
            #expect(images.labels == [0, 1, 1] && images.classNames == ["cat", "dog"])
            #expect(images.pixels == ramp + ramp.reversed() + ramp)
            let (inMemory, onDemand) = (images.batch([2, 0]), try folder.batch([2, 0]))
            #expect(inMemory.inputs.scalars(as: Float.self) == onDemand.inputs.scalars(as: Float.self))
            #expect(
                inMemory.inputs.type == onDemand.inputs.type && inMemory.targets.type == onDemand.targets.type
            )
        }
    }

    @Test("class names that are given decide the numbers, and a folder beyond them is refused")
    func givenNames() throws {
        try withTemporaryDirectory { directory in
            try write(pngBytes(ramp, height: 2, width: 3), to: "\(directory)/cat/x.png")
            let images = try LabeledImages(folder: directory, classNames: ["dog", "cat"])
            #expect(images.labels == [1] && images.classCount == 2)
            let error = #expect(throws: DataError.self) {
                try ImageFolder(path: directory, classNames: ["dog", "cow"])
            }
            #expect(
                error?.description
                    == "\(directory)/cat: found the class folder 'cat', expected one of dog, cow")
        }
    }

    @Test("an image of another size or colour than the first is named")
    func mismatch() throws {
        try withTemporaryDirectory { directory in
            try write(pngBytes(ramp, height: 2, width: 3), to: "\(directory)/cat/0.png")
            try write(pngBytes(ramp, height: 3, width: 2), to: "\(directory)/cat/1.png")
            try write(
                pngBytes(ramp + ramp + ramp, colorType: 2, height: 2, width: 3), to: "\(directory)/cat/2.png")
            let folder = try ImageFolder(path: directory)
            _ = try folder.example(at: 0)
            for (index, found) in [
                (1, "a grayscale image of 3 × 2 pixels"), (2, "a color image of 2 × 3 pixels"),
            ] {
                let error = #expect(throws: DataError.self) { try folder.example(at: index) }
                #expect(
                    error?.description
                        == "\(directory)/cat/\(index).png: found \(found), expected a grayscale image "
                        + "of 2 × 3 pixels like \(directory)/cat/0.png")
            }
            #expect(throws: DataError.self) { try LabeledImages(folder: directory) }
        }
    }

    @Test("folders without images, and files of another format, are refused")
    func refusals() throws {
        try withTemporaryDirectory { directory in
            let empty = #expect(throws: DataError.self) { try ImageFolder(path: directory) }
            #expect(
                empty?.description
                    == "\(directory): found no folders, expected one folder of images per class")
            try write(Array("text".utf8), to: "\(directory)/cat/x.txt")
            let noImage = #expect(throws: DataError.self) { try ImageFolder(path: directory) }
            #expect(
                noImage?.description
                    == "\(directory)/cat/*: does not exist, expected images (.jpg, .jpeg or .png)")
            try write(Array("GIF89a".utf8), to: "\(directory)/cat/x.png")
            let other = #expect(throws: DataError.self) { try ImageFolder(path: directory) }
            #expect(
                other?.description
                    == "\(directory)/cat/x.png: found 6 bytes in another format, expected a JPEG or PNG file")
        }
    }

    @Test("a file that breaks off is refused with the reason of its decoder", arguments: ["PNG", "JPEG"])
    func truncation(format: String) throws {
        let levels = (0..<40 * 40).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        let whole =
            format == "PNG"
            ? pngBytes(levels, height: 40, width: 40) : jpegBytes(levels, channels: 1, height: 40, width: 40)
        // What follows the pixels, such as the last chunk of a PNG file, may be missing.
        for count in stride(from: 4, to: whole.count * 9 / 10, by: 7) {
            let error = #expect(throws: DataError.self) { try decode(Array(whole.prefix(count))) }
            #expect(error?.description.contains("found \(format) data that cannot be decoded (") == true)
        }
    }

    @Test("no damage to a file makes its decoder trap", arguments: ["PNG", "JPEG"])
    func fuzz(format: String) throws {
        let levels = (0..<24 * 24 * 3).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        let whole =
            format == "PNG"
            ? pngBytes(levels, colorType: 2, height: 24, width: 24)
            : jpegBytes(levels, channels: 3, height: 24, width: 24)
        var random = RandomStream(seed: 21, stream: format == "PNG" ? 0 : 1)
        for _ in 0..<200 {
            var bytes = whole
            for _ in 0...random.integer(below: 4) {
                bytes[random.integer(below: bytes.count)] = UInt8(random.integer(below: 256))
            }
            do {
                let image = try decode(bytes)
                #expect(image.pixels.count == image.channels * image.height * image.width)
            } catch {
                #expect(error.description.contains(": found "))
            }
        }
    }

    @Test("a progressive JPEG file is decoded, and one of absurd size refused before its scans are read")
    func progressive() throws {
        var bytes = jpegBytes(
            [UInt8](repeating: 90, count: 16 * 16), channels: 1, height: 16, width: 16, isProgressive: true)
        #expect(try decode(bytes).pixels.allSatisfy { abs(Int($0) - 90) <= 1 })
        // Behind the marker of the frame: two bytes of length, one of precision, then height and width.
        let frame = try #require(bytes.indices.first { bytes[$0...].starts(with: [0xFF, 0xC2]) })
        bytes.replaceSubrange(frame + 5..<frame + 9, with: [0xEA, 0x60, 0xEA, 0x60])
        let error = #expect(throws: DataError.self) { try decode(bytes) }
        #expect(error?.description.contains("(60000 x 60000 pixels are too many)") == true)
    }

    @Test("a header of absurd size is refused before memory is taken")
    func absurdSize() throws {
        var bytes = pngBytes(ramp, height: 2, width: 3)
        // 900 000 × 900 000 pixels, with the checksum of that header.
        bytes.replaceSubrange(16..<24, with: [0, 0x0D, 0xBB, 0xA0, 0, 0x0D, 0xBB, 0xA0])
        let sum = UInt32(checksum(Array(bytes[12..<29])))
        bytes.replaceSubrange(29..<33, with: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> $0) })
        let error = #expect(throws: DataError.self) { try decode(bytes) }
        #expect(
            error?.description.hasSuffix(
                "PNG data that cannot be decoded (900000 x 900000 pixels are too many), expected an intact file"
            )
                == true)
    }

    private func decode(_ bytes: [UInt8]) throws(DataError) -> DecodedImage {
        try DecodedImage(content: bytes, source: "image")
    }
}
