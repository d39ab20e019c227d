import Chainrule
import ChainruleData
import Testing

@Suite("Labeled images")
struct LabeledImagesTests {
    private func make(
        _ pixels: [UInt8], _ labels: [UInt8], height: Int = 1, width: Int = 2
    ) throws(DataError) -> LabeledImages {
        try LabeledImages(
            pixels: pixels, labels: labels, height: height, width: width, classNames: ["no", "yes"])
    }

    @Test("counts follow from the arrays")
    func counts() throws {
        let images = try make([1, 2, 3, 4, 5, 6], [0, 1, 1])
        #expect(images.count == 3 && images.classCount == 2 && images.pixelsPerImage == 2)
        #expect(Array(images.image(at: 2)) == [5, 6])
    }

    @Test("arrays that disagree are refused with what was found and expected")
    func disagreement() {
        for (make, message) in [
            ({ try make([1, 2, 3], [0]) }, "found 3 pixels, expected a multiple of 1 × 2"),
            ({ try make([1, 2], [0, 1]) }, "found 2 labels, expected 1, one for each image"),
            (
                { try make([1, 2, 3, 4], [1, 2]) },
                "found label 2 at index 1, expected a class number below 2"
            ),
            (
                { try make([], [], height: 0) },
                "found images of 0 × 2 pixels, expected at least one row and one column"
            ),
            (
                { try make([], [], height: .max) },
                "found images of \(Int.max) × 2 pixels, expected at least one row and one column"
            ),
        ] as [(() throws -> LabeledImages, String)] {
            let error = #expect(throws: DataError.self) { try make() }
            #expect(error?.description == "labeled images: \(message)")
        }
    }

    @Test("a prefix keeps the first images, and no more than there are")
    func prefix() throws {
        let images = try make([1, 2, 3, 4], [1, 0])
        #expect(try images.prefix(1) == make([1, 2], [1]))
        #expect(images.prefix(5) == images)
        #expect(images.prefix(0).count == 0)
    }

    @Test("a batch has grey levels scaled to 0 ... 1 in the order asked for")
    func batch() throws {
        let batch = try make([0, 255, 51, 102], [1, 0]).batch([1, 0, 1])
        #expect(batch.inputs.scalars(as: Float.self) == [0.2, 0.4, 0, 1, 0.2, 0.4])
        #expect(batch.targets.scalars(as: Int32.self) == [0, 1, 0])
    }

    @Test("images in colour are batches of their planes, and keep their channels")
    func colour() throws {
        let images = try LabeledImages(
            pixels: [0, 51, 102, 255, 204, 153], labels: [1], channels: 3, height: 1, width: 2,
            classNames: ["no", "yes"])
        #expect(images.count == 1 && images.pixelsPerImage == 2 && images.levelsPerImage == 6)
        let batch = images.batch([0, 0])
        #expect(batch.inputs.type == TensorType([2, 3, 1, 2], .float32))
        #expect(batch.targets.type == TensorType([2], .int32))
        let planes: [Float] = [0, 0.2, 0.4, 1, 0.8, 0.6]
        #expect(batch.inputs.scalars(as: Float.self) == planes + planes)
        #expect(batch.targets.scalars(as: Int32.self) == [1, 1])
        #expect(images.prefix(1) == images && images.subset([0]) == images)
        let error = #expect(throws: DataError.self) {
            try LabeledImages(
                pixels: [1, 2], labels: [1], channels: 3, height: 1, width: 2, classNames: ["no", "yes"])
        }
        #expect(error?.description == "labeled images: found 2 pixels, expected a multiple of 3 × 1 × 2")
    }

    @Test("a subset has the images asked for, in that order")
    func subset() throws {
        let images = try make([1, 2, 3, 4, 5, 6], [0, 1, 1])
        #expect(try images.subset([2, 0, 2]) == make([5, 6, 1, 2, 5, 6], [1, 0, 1]))
        #expect(images.knownClassNumbers == [0, 1, 1])
        #expect(try images.classCounts() == [1, 2])
    }
}
