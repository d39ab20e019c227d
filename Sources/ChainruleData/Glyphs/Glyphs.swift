import Chainrule

/// Synthetic images of handwritten characters: data without a download.
///
/// Every example is one of the ways to write its character, turned, slanted, stretched, bent and
/// shifted, drawn with varying pens and some noise. Example `i` depends only on the seed and `i`.
public enum Glyphs: String, CaseIterable, Codable, Sendable {
    /// The ten digits, 28 × 28 pixels.
    case digits
    /// The 26 capital letters, 20 × 20 pixels: the 400 photocells of the Mark I Perceptron (1960).
    case letters

    /// The training or the validation sequence, which share no example.
    public enum Part: Sendable {
        case training
        case validation
    }

    /// The class names, in the order of the labels.
    public var classNames: [String] {
        switch self {
        case .digits: ClassNames.digits
        case .letters: ClassNames.letters
        }
    }

    /// Rows, and columns, of an image.
    public var side: Int {
        switch self {
        case .digits: 28
        case .letters: 20
        }
    }

    /// Draws the first `count` examples of a sequence, on several threads.
    ///
    /// Classes are balanced: of ten digits, each occurs once in every ten examples.
    ///
    /// - Parameters:
    ///   - count: The number of examples.
    ///   - part: Which sequence, by default the training sequence.
    ///   - seed: The random seed; the same seed gives the same bits on every machine.
    public func draw(_ count: Int, part: Part = .training, seed: UInt64 = 0) -> LabeledImages {
        require(count >= 0, "draw needs a count of at least 0, got \(count)")
        let labels = drawLabels(count, part: part, seed: seed)
        let pixels = [UInt8](unsafeUninitializedCapacity: count * side * side) { pixels, initialized in
            drawPixels(labels, part: part, seed: seed, into: pixels)
            initialized = count * side * side
        }
        return LabeledImages(unchecked: pixels, labels, height: side, width: side, classNames: classNames)
    }

    /// Generates a data set; its two parts share no example.
    public func trainingData(
        trainingCount: Int = 60_000, validationCount: Int = 10_000, seed: UInt64 = 0
    ) -> TrainingData {
        TrainingData(
            checkedName: rawValue, training: draw(trainingCount, part: .training, seed: seed),
            validation: draw(validationCount, part: .validation, seed: seed))
    }

    private var strokes: [[[GlyphStroke]]] {
        switch self {
        case .digits: digitStrokes
        case .letters: letterStrokes
        }
    }

    /// All classes in random order, again and again.
    private func drawLabels(_ count: Int, part: Part, seed: UInt64) -> [UInt8] {
        let classCount = classNames.count
        var labels: [UInt8] = []
        labels.reserveCapacity(count)
        for run in 0..<(count + classCount - 1) / classCount {
            var random = RandomStream(
                seed: seed, purpose: part == .training ? .trainingGlyphLabels : .validationGlyphLabels,
                index: run)
            labels += random.permutation(of: classCount).prefix(count - labels.count).map(UInt8.init)
        }
        return labels
    }

    private func drawPixels(
        _ labels: [UInt8], part: Part, seed: UInt64, into pixels: UnsafeMutableBufferPointer<UInt8>
    ) {
        let purpose: RandomPurpose = part == .training ? .trainingGlyphs : .validationGlyphs
        let (strokes, area) = (strokes, side * side)
        let examplesPerJob = 256
        // Every job writes to images of its own.
        nonisolated(unsafe) let pixels = pixels
        let jobs = (labels.count + examplesPerJob - 1) / examplesPerJob
        forEachInParallel(jobs, costPerItem: examplesPerJob * area) {
            var canvas = GlyphCanvas(side: side)
            for index in $0 * examplesPerJob..<min(($0 + 1) * examplesPerJob, labels.count) {
                var random = RandomStream(seed: seed, purpose: purpose, index: index)
                let variants = strokes[Int(labels[index])]
                let variant = variants[random.integer(below: variants.count)]
                let image = UnsafeMutableBufferPointer(rebasing: pixels[index * area..<(index + 1) * area])
                canvas.draw(variant, random: &random, into: image)
            }
        }
    }
}
