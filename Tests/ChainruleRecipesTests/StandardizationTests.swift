import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import TestSupport
import Testing

@Suite struct StandardizationTests {
    @Test("mean and deviation are those of all pixels, black 0 and white 1")
    func measuring() throws {
        // Three pixels of 0 and one of 1: mean ¼, variance ¾ · ¼.
        let standardization = Standardization(fitting: try images([0, 0, 0, 255]), per: .all)
        #expect(standardization.mean == [0.25])
        #expect(abs(standardization.deviation[0] - 0.1875.squareRoot()) < 1e-15)
    }

    @Test("images of a single shade are only shifted")
    func singleShade() throws {
        let standardization = Standardization(fitting: try images([51, 51]), per: .all)
        #expect(abs(standardization.mean[0] - 0.2) < 1e-15)
        #expect(standardization.deviation == [1])
    }

    @Test("a batch holds the images asked for, standardized, with their labels")
    func batch() throws {
        let images = try images([0, 0, 0, 255], height: 1, labels: [4, 7])
        let batch = StandardizedImages(images, Standardization(fitting: images, per: .all)).batch([1])
        #expect(batch.inputs.shape == [1, 1, 1, 2])
        #expect(batch.targets.scalars(as: Int32.self) == [7])
        let deviation = 0.1875.squareRoot()
        let (dark, light) = (-0.25 / deviation, 0.75 / deviation)
        for (found, expected) in zip(batch.inputs.scalars(as: Double.self), [dark, light]) {
            #expect(abs(found - expected) < 1e-6)
        }
    }

    private func images(
        _ pixels: [UInt8], height: Int = 2, labels: [UInt8] = [0]
    ) throws -> LabeledImages {
        try LabeledImages(
            pixels: pixels, labels: labels, height: height, width: pixels.count / height / labels.count,
            classNames: ClassNames.digits)
    }
}
