import Chainrule
import ChainruleData
import TestSupport
import Testing

/// The expected pixels are torchvision's and SciPy's; see Tests/Golden/make_augmentation.py.
@Suite("Augmentations of images")
struct AugmentationTests {
    private let golden: Golden
    private let image: Tensor

    init() throws {
        golden = try Golden("augmentation")
        image = try golden["image"].cast(to: .float32)
    }

    /// The image after a change of its pixels.
    private func changed(_ image: Tensor, _ change: (inout ImageBuffer) -> Void) -> Tensor {
        var buffer = ImageBuffer(image)
        change(&buffer)
        return Tensor(buffer.pixels, shape: image.shape)
    }

    private func augmented(
        _ image: Tensor, _ augmentations: Augmentations, seed: UInt64 = 0
    ) -> Tensor {
        var random = RandomStream(seed: seed)
        return augmentations(image, drawingFrom: &random)
    }

    @Test("affine transformations are torchvision's")
    func affine() throws {
        for name in try golden.cases(of: "affine") {
            let settings: [Double] = try golden["\(name).settings"].scalars()
            var affine = AffineTransform()
            (affine.angle, affine.scale) = (settings[0], settings[3])
            affine.translation = (settings[1], settings[2])
            affine.shear = (settings[4], settings[5])
            let found = changed(image) { $0.transform(by: affine, fill: 0.25) }
            // Where pixels come from is rounded to float32, and neighbors differ by up to 1.
            expectClose(found, try golden["\(name).output"].cast(to: .float32), tolerance: 1e-5, name)
        }
    }

    @Test("colors are adjusted as torchvision does")
    func colors() throws {
        func check(_ image: Tensor, _ name: String, _ change: (inout ImageBuffer) -> Void) throws {
            let wanted = try golden[name].cast(to: .float32)
            expectClose(changed(image, change), wanted, tolerance: 1e-6, name)
        }
        for (index, factor) in try golden["factors"].scalars(as: Float.self).enumerated() {
            try check(image, "brightness.\(index)") { $0.adjustBrightness(by: factor) }
            try check(image, "contrast.\(index)") { $0.adjustContrast(by: factor) }
            try check(image, "saturation.\(index)") { $0.adjustSaturation(by: factor) }
        }
        try check(image[0..<1], "gray_contrast") { $0.adjustContrast(by: 1.7) }
        for (index, shift) in try golden["hues"].scalars(as: Float.self).enumerated() {
            try check(image, "hue.\(index)") { $0.adjustHue(by: shift) }
        }
    }

    @Test("fields are smoothed, and pixels displaced, as SciPy does")
    func elastic() throws {
        let field = try golden["field"]
        for (index, deviation) in [0.8, 2, 4].enumerated() {
            var numbers: [Float] = field.scalars()
            let (height, width) = (field.shape[0], field.shape[1])
            let smoothing = GaussianSmoothing(deviation: deviation)
            var spare = [Float](repeating: 1, count: smoothing.spareCount(height: height, width: width))
            smoothing.apply(to: &numbers, height: height, width: width, spare: &spare)
            let wanted = try golden["smoothed.\(index)"].cast(to: .float32)
            expectClose(Tensor(numbers, shape: field.shape), wanted, tolerance: 1e-6)
        }
        let down: [Float] = try golden["down"].scalars()
        let right: [Float] = try golden["right"].scalars()
        let width = image.shape[2]
        let found = changed(image) {
            $0.resample(fill: 0.25) { row, column in
                let place = row * width + column
                return (Float(row) + down[place], Float(column) + right[place])
            }
        }
        expectClose(found[0], try golden["displaced"].cast(to: .float32), tolerance: 1e-5)
    }

    @Test("that change nothing leave every bit")
    func identities() {
        let identities: [any Augmentation] = [
            .randomCrop(padding: 0), .horizontalFlip(probability: 0), .verticalFlip(probability: 0),
            .affine(), .elastic(alpha: 0), .colorJitter(), .cutout(size: 0),
        ]
        for identity in identities {
            expectClose(augmented(image, [identity]), image, tolerance: .exact, "\(identity)")
        }
    }

    @Test("flips mirror, and twice bring the image back")
    func flips() {
        for (flip, axis) in [(Flip(.horizontal, probability: 1), 2), (Flip(.vertical, probability: 1), 1)] {
            let once = augmented(image, [flip])
            expectClose(once, image.reversed(axes: [axis]), tolerance: .exact)
            expectClose(augmented(once, [flip]), image, tolerance: .exact)
        }
    }

    @Test("crops are windows of the padded image, each equally often")
    func crops() {
        let padding = 2
        let padded = image.padded([(0, 0), (padding, padding), (padding, padding)], with: 0.5)
        var windows: [[Float]] = []
        for down in 0...4 {
            for right in 0...4 {
                windows.append(padded[0..., down..<down + 7, right..<right + 10].scalars())
            }
        }
        var counts = [Int](repeating: 0, count: windows.count)
        var random = RandomStream(seed: 1)
        let augmentations: Augmentations = [.randomCrop(padding: padding, fill: 0.5)]
        for _ in 0..<500 {
            let pixels: [Float] = augmentations(image, drawingFrom: &random).scalars()
            guard let window = windows.firstIndex(of: pixels) else {
                Issue.record("no window of the padded image")
                return
            }
            counts[window] += 1
        }
        // 20 are expected of each, with a deviation of 4.4.
        #expect(counts.allSatisfy { (4...40).contains($0) }, "\(counts)")
    }

    @Test("a crop by more than the image can leave nothing but padding")
    func largePadding() {
        let small = image[0..., 0..<2, 0..<3]
        for seed in 0..<40 as Range<UInt64> {
            #expect(augmented(small, [.randomCrop(padding: 9)], seed: seed).shape == small.shape)
        }
    }

    @Test("cutout blanks a square, cut off at the edge, everywhere equally often")
    func cutouts() {
        let ones = Tensor.ones([1, 12, 12])
        var holes = [Double](repeating: 0, count: 144)
        for seed in 0..<600 as Range<UInt64> {
            let pixels: [Float] = augmented(ones, [.cutout(size: 4, fill: 0.5)], seed: seed).scalars()
            let rows = Set((0..<144).filter { pixels[$0] == 0.5 }.map { $0 / 12 })
            let columns = Set((0..<144).filter { pixels[$0] == 0.5 }.map { $0 % 12 })
            #expect((2...4).contains(rows.count) && (2...4).contains(columns.count))
            #expect(pixels.count { $0 == 0.5 } == rows.count * columns.count)
            for place in 0..<144 where pixels[place] == 0.5 { holes[place] += 1 }
        }
        // A pixel far from the edge belongs to 16 of the 144 squares; 67 are expected, with a deviation of 8.
        #expect((35...100).contains(holes[6 * 12 + 6]), "\(holes[6 * 12 + 6])")
        // The corner belongs to those with their middle in the first two rows and columns.
        #expect(holes[0] < holes[6 * 12 + 6])
    }

    @Test("random parameters fill their ranges evenly")
    func statistics() {
        // The brightness of a gray pixel shows the factor.
        let gray = Tensor.full([1, 1, 1], 0.5)
        let factors = (0..<2000 as Range<UInt64>).map {
            augmented(gray, [.colorJitter(brightness: 0.5)], seed: $0).item() * 2
        }
        #expect(factors.allSatisfy { (0.5...1.5).contains($0) })
        let mean = factors.reduce(0, +) / 2000
        let variance = factors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2000
        #expect(abs(mean - 1) < 0.03 && abs(variance - 1.0 / 12) < 0.008)
    }

    @Test("elastic fields have the deviation that α and σ give them")
    func displacements() {
        // The column that a pixel comes from, read from a slope, far from the edges.
        let size = 64
        let slope = Tensor.iota([1, size, size], axis: 2, dtype: .float32) / Double(size)
        var shifts: [Double] = []
        for seed in 0..<40 as Range<UInt64> {
            let moved = augmented(slope, [.elastic(alpha: 20, sigma: 3)], seed: seed)
            shifts.append((moved[0, size / 2, size / 2].item() * Double(size)) - Double(size / 2))
        }
        let deviation = (shifts.reduce(0) { $0 + $1 * $1 } / 40).squareRoot()
        // Uniform numbers of deviation 1/√3, averaged with weights of which the squares add up to 1/(4πσ²).
        let expected = 20 / 3.0.squareRoot() / (2 * 3 * Double.pi.squareRoot())
        #expect(abs(deviation / expected - 1) < 0.4, "\(deviation), expected \(expected)")
    }

    @Test("an input that is no float32 image is a mistake of the program") func types() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var random = RandomStream(seed: 0)
            let augmentations: Augmentations = [.horizontalFlip()]
            _ = augmentations(Tensor.zeros([2, 2]), drawingFrom: &random)
        }
        #expect(result?.says("takes float32 images [channels, height, width], got float32[2, 2]") == true)
    }
}
