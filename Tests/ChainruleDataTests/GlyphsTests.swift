import ChainruleData
import Testing

@Suite("Glyphs")
struct GlyphsTests {
    @Test("a seed gives the same bits on every machine")
    func fixedBits() {
        let digits = Glyphs.digits.draw(40, seed: 7)
        #expect(digits.labels.prefix(10) == [8, 0, 4, 1, 9, 6, 5, 7, 2, 3])
        #expect(checksum(digits.pixels) == 734_029_421)
        #expect(checksum(Glyphs.letters.draw(52, part: .validation, seed: 7).pixels) == 2_657_427_737)
    }

    @Test("an example does not depend on how many are drawn", arguments: Glyphs.allCases)
    func prefix(glyphs: Glyphs) {
        #expect(glyphs.draw(300, seed: 1).prefix(50) == glyphs.draw(50, seed: 1))
        #expect(glyphs.draw(0).count == 0)
    }

    @Test("seeds and parts are different examples", arguments: Glyphs.allCases)
    func noOverlap(glyphs: Glyphs) {
        let images = [
            glyphs.draw(50, seed: 1), glyphs.draw(50, seed: 2), glyphs.draw(50, part: .validation, seed: 1),
        ].flatMap { drawn in (0..<drawn.count).map { Array(drawn.image(at: $0)) } }
        #expect(Set(images).count == images.count)
    }

    @Test("each run of as many examples as classes has every class once", arguments: Glyphs.allCases)
    func balance(glyphs: Glyphs) {
        let images = glyphs.draw(10 * glyphs.classNames.count, seed: 4)
        let runs = stride(from: 0, to: images.count, by: images.classCount).map {
            Array(images.labels[$0..<$0 + images.classCount])
        }
        for run in runs { #expect(run.sorted() == (0..<images.classCount).map(UInt8.init)) }
        #expect(Set(runs).count > 1)
    }

    @Test("every image has ink, and more background than ink", arguments: Glyphs.allCases)
    func ink(glyphs: Glyphs) {
        let images = glyphs.draw(10 * glyphs.classNames.count, seed: 9)
        for index in 0..<images.count {
            let image = images.image(at: index)
            let share = Double(image.count { $0 > 90 }) / Double(image.count)
            #expect(share > 0.01 && share < 0.5)
        }
    }

    @Test("a data set has the sizes asked for and names its classes")
    func trainingData() {
        let data = Glyphs.digits.trainingData(trainingCount: 20, validationCount: 10, seed: 3)
        #expect(data.name == "digits")
        #expect(data.training == Glyphs.digits.draw(20, part: .training, seed: 3))
        #expect(data.validation == Glyphs.digits.draw(10, part: .validation, seed: 3))
        #expect(data.training.height == 28 && data.training.width == 28)
        #expect(Glyphs.letters.draw(1).pixels.count == 400)
        #expect(data.training.classNames == ClassNames.digits)
    }

    @Test("the nearest class mean recognises most digits, but far from all")
    func difficulty() {
        let data = Glyphs.digits.trainingData(trainingCount: 500, validationCount: 200)
        let means = classMeans(of: data.training)
        let labels = data.validation.labels
        let pixels = data.validation.batch(ArraySlice(0..<labels.count)).inputs.scalars(as: Float.self)
        let area = data.validation.pixelsPerImage
        let correct = labels.indices.count { index in
            let image = pixels[index * area..<(index + 1) * area]
            let distances = means.map { mean in
                zip(image, mean).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            }
            return distances.firstIndex(of: distances.min()!) == Int(labels[index])
        }
        let accuracy = Double(correct) / Double(labels.count)
        #expect(accuracy > 0.5 && accuracy < 0.9)
    }

    private func classMeans(of images: LabeledImages) -> [[Float]] {
        (0..<images.classCount).map { label in
            let members = (0..<images.count).filter { images.labels[$0] == label }
            let pixels = images.batch(members[...]).inputs.scalars(as: Float.self)
            var mean = [Float](repeating: 0, count: images.pixelsPerImage)
            for (position, value) in pixels.enumerated() {
                mean[position % mean.count] += value / Float(members.count)
            }
            return mean
        }
    }
}
