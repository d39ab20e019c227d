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

    @Test("an image of another size than the first is named before any is decoded")
    func misfit() throws {
        try withTemporaryDirectory { directory in
            try write(pngBytes(ramp, height: 2, width: 3), to: "\(directory)/cat/0.png")
            try write(pngBytes(ramp, height: 3, width: 2), to: "\(directory)/cat/1.png")
            let error = #expect(throws: DataError.self) { try ImageFolder(path: directory) }
            #expect(
                error?.description
                    == "\(directory)/cat/1.png: found an image of 3 × 2 pixels, expected 2 × 3 pixels like "
                    + "\(directory)/cat/0.png")
            try write(pngBytes(ramp, height: 2, width: 3), to: "\(directory)/cat/1.png")
            let folder = try ImageFolder(path: directory)
            try write(pngBytes(ramp, height: 3, width: 2), to: "\(directory)/cat/1.png")
            #expect(throws: DataError.self) { try folder.example(at: 1) }
        }
    }

    @Test("grey images among colours become colours, in memory and on demand")
    func mixedColours() throws {
        try withTemporaryDirectory { directory in
            try write(pngBytes([7, 9], height: 1, width: 2), to: "\(directory)/cat/0.png")
            try write(
                pngBytes([1, 2, 3, 4, 5, 6], colorType: 2, height: 1, width: 2), to: "\(directory)/cat/1.png")
            let folder = try ImageFolder(path: directory)
            #expect(folder.channels == 3)
            #expect(try folder.image(at: 0).pixels == [7, 9, 7, 9, 7, 9])
            #expect(try LabeledImages(folder: directory).pixels == [7, 9, 7, 9, 7, 9, 1, 4, 2, 5, 3, 6])
            #expect(
                folder.findings.map(\.description) == [
                    "1 of the 2 images is grayscale and used as RGB"
                ])
        }
    }

    @Test("what is no image is ignored and named, in folders within those of the classes too")
    func ignored() throws {
        try withTemporaryDirectory { directory in
            try write(pngBytes(ramp, height: 2, width: 3), to: "\(directory)/cat/png.jpg")
            try write(pngBytes(ramp, height: 2, width: 3), to: "\(directory)/cat/more/a.png")
            try write(pngBytes(ramp, height: 2, width: 3), to: "\(directory)/dog/._a.png")
            try write(pngBytes(ramp, height: 2, width: 3), to: "\(directory)/__MACOSX/cat/a.png")
            try write(pngBytes(ramp, height: 2, width: 3), to: "\(directory)/.ipynb_checkpoints/a.png")
            for (name, content) in [("empty.jpg", ""), ("animated.png", "GIF89a"), ("Thumbs.db", "x")] {
                try write(Array(content.utf8), to: "\(directory)/cat/\(name)")
            }
            let folder = try ImageFolder(path: directory)
            #expect(folder.classNames == ["cat"])
            #expect(folder.paths == ["\(directory)/cat/png.jpg", "\(directory)/cat/more/a.png"])
            #expect(
                folder.findings.map(\.description) == [
                    "ignored: cat/Thumbs.db (no .jpg, .jpeg or .png), cat/animated.png (neither JPEG nor PNG), "
                        + "cat/empty.jpg (an empty file), dog (no images)"
                ])
        }
    }

    @Test("parts of a data set are no classes")
    func parts() throws {
        try withTemporaryDirectory { directory in
            for part in ["Train", "val"] {
                try write(pngBytes(ramp, height: 2, width: 3), to: "\(directory)/\(part)/0.png")
            }
            let error = #expect(throws: DataError.self) { try ImageFolder(path: directory) }
            #expect(
                error?.description
                    == "\(directory): found the parts Train, val, expected one folder of images per class"
            )
        }
    }

    @Test("folders without images, and files of another format, are refused")
    func refusals() throws {
        try withTemporaryDirectory { directory in
            let empty = #expect(throws: DataError.self) { try ImageFolder(path: directory) }
            #expect(
                empty?.description
                    == "\(directory): found no folders, expected one folder of images per class")
            try write(Array("GIF89a".utf8), to: "\(directory)/cat/x.png")
            let other = #expect(throws: DataError.self) { try ImageFolder(path: directory) }
            #expect(
                other?.description
                    == "\(directory): found no images, only cat/x.png (neither JPEG nor PNG), expected one "
                    + "folder of images per class")
            let single = #expect(throws: DataError.self) { try DecodedImage(path: "\(directory)/cat/x.png") }
            #expect(
                single?.description
                    == "\(directory)/cat/x.png: found 6 bytes in another format, expected a JPEG or PNG file")
        }
    }

    @Test("a file without all its pixels is refused", arguments: ["PNG", "JPEG", "progressive JPEG"])
    func truncation(format: String) throws {
        let levels = (0..<40 * 40).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        let whole =
            format == "PNG"
            ? pngBytes(levels, height: 40, width: 40)
            : jpegBytes(levels, channels: 1, height: 40, width: 40, isProgressive: format != "JPEG")
        // What follows the pixels, such as the last chunk of a PNG file, may be missing.
        for count in stride(from: 4, to: whole.count * 9 / 10, by: 7) {
            let error = #expect(throws: DataError.self) { try decode(Array(whole.prefix(count))) }
            #expect(error?.description.contains("data with missing or damaged pixels (") == true)
        }
    }

    @Test("a JPEG file without its end marker has all its pixels")
    func withoutEnd() throws {
        let levels = (0..<40 * 40).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        let whole = jpegBytes(levels, channels: 1, height: 40, width: 40)
        let (image, cut) = (try decode(whole), try decode(Array(whole.dropLast(2))))
        #expect(cut == image)
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
        #expect(
            error?.description
                == "image: found an image of 60000 x 60000 pixels, expected at most 268435456 pixel values")
        // Within that bound, but more blocks than there are bits: 4096 × 4096.
        bytes.replaceSubrange(frame + 5..<frame + 9, with: [0x10, 0, 0x10, 0])
        let small = #expect(throws: DataError.self) { try decode(bytes) }
        #expect(
            small?.description
                == "image: found JPEG data with missing or damaged pixels (4096 x 4096 pixels in \(bytes.count) "
                + "bytes), expected an intact file")
    }

    @Test("a header of absurd size is refused before memory is taken")
    func absurdSize() throws {
        func decode(height: [UInt8], width: [UInt8]) -> String? {
            var bytes = pngBytes(ramp, height: 2, width: 3)
            // With the checksum of that header.
            bytes.replaceSubrange(16..<24, with: width + height)
            let sum = UInt32(checksum(Array(bytes[12..<29])))
            bytes.replaceSubrange(29..<33, with: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> $0) })
            let error = #expect(throws: DataError.self) { try self.decode(bytes) }
            return error?.description
        }
        #expect(
            decode(height: [0, 0x0D, 0xBB, 0xA0], width: [0, 0x0D, 0xBB, 0xA0])
                == "image: found an image of 900000 x 900000 pixels, expected at most 268435456 pixel values")
        // Within that bound, but more than deflate can make of so few bytes: 1024 × 1024.
        let size = pngBytes(ramp, height: 2, width: 3).count
        #expect(
            decode(height: [0, 0, 4, 0], width: [0, 0, 4, 0])
                == "image: found PNG data with missing or damaged pixels (1024 x 1024 pixels in \(size) bytes), "
                + "expected an intact file")
    }

    @Test("a flat image of a few bytes is no bigger than its file may be")
    func flat() throws {
        let image = try decode(pngBytes([UInt8](repeating: 3, count: 600 * 600), height: 600, width: 600))
        #expect(image.pixels == [UInt8](repeating: 3, count: 600 * 600))
    }

    @Test("a chunk that says it is longer than the file is refused by its length")
    func longChunk() throws {
        var bytes = pngBytes(ramp, height: 2, width: 3)
        // A text of 1000 bytes behind the header, of which none is there.
        bytes.insert(contentsOf: [0, 0, 3, 0xE8] + Array("tEXt".utf8), at: 33)
        let error = #expect(throws: DataError.self) { try decode(bytes) }
        #expect(
            error?.description
                == "image: found PNG data with missing or damaged pixels (a chunk of 1012 bytes where "
                + "\(bytes.count - 33) are left), expected an intact file")
    }

    @Test("images that memory does not hold are refused before they are decoded")
    func memory() throws {
        try withTemporaryDirectory { directory in
            try write(pngBytes(ramp, height: 2, width: 3), to: "\(directory)/cat/0.png")
            try write(pngBytes(ramp, height: 2, width: 3), to: "\(directory)/cat/1.png")
            let folder = try ImageFolder(path: directory)
            #expect(try LabeledImages(folder, memory: 12).count == 2)
            let error = #expect(throws: DataError.self) { try LabeledImages(folder, memory: 11) }
            #expect(
                error?.description
                    == "\(directory)/cat/0.png: found 6 pixel values, as in each of 2 images, expected all of them to fit "
                    + "into 11 bytes of memory")
        }
    }

    private func decode(_ bytes: [UInt8]) throws(DataError) -> DecodedImage {
        try DecodedImage(content: bytes, source: "image")
    }
}
