import Chainrule
import ChainruleData
import ChainruleInterop
import ChainruleModels
import ChainruleNN
import ChainruleTraining

/// The captions of drawn scenes: a sentence that says which shapes are seen and where.
public struct SceneCaptioning: WritingTask, SceneTask {
    public static let name = "captions"
    static let separator = " "

    let preprocessing: ScenePreprocessing

    var targetSymbols: Vocabulary { Vocabulary(["<end>"] + CaptionedScenes.words) }

    static var size: GeneratedSize { SceneOptions.size(SceneOptions.usualCaptionCount) }

    static func make(
        training: Int, validation: Int, _ options: OptionValues, seed: UInt64
    ) -> (training: CaptionedImages, validation: CaptionedImages) {
        (
            CaptionedScenes.draw(training, seed: seed),
            CaptionedScenes.draw(validation, part: .validation, seed: seed)
        )
    }

    static func summary(of scenes: CaptionedImages) -> String {
        "images of \(ScenePreprocessing.imageShape), drawn, each with a sentence about it"
    }

    public init(fitting training: CaptionedImages, source: String) {
        preprocessing = ScenePreprocessing(fitting: training.images)
    }

    public var outputs: TaskOutputs {
        .sequence(targetSymbols.symbols, length: CaptionedScenes.longestCaption + 1)
    }

    public func samples(of scenes: CaptionedImages, source: String) throws(DataError) -> any SampleSet {
        let (length, symbols) = (CaptionedScenes.longestCaption + 1, targetSymbols)
        let targets = try scenes.captions.map { caption throws(DataError) in
            try symbols.target(
                caption.split(separator: " ").map(String.init), length: length, source: source, "word")
        }
        return SceneSamples(scenes.images, preprocessing) { indices in
            Tensor(indices.flatMap { targets[$0] }, shape: [indices.count, length])
        }
    }

    static func targets(of scenes: CaptionedImages) -> [String] { scenes.captions }
    static func sources(of scenes: CaptionedImages) -> [String]? { nil }

    /// The image once for every word, dark where the network does not look.
    func attention(
        to inputs: [TaskInput], writing symbols: Tensor, _ writer: any SequenceWriter
    ) -> [(text: String, image: Tensor)]? {
        let batch = stack(inputs.map(\.tensor))
        guard let weights = evaluating({ writer.attention(batch, following: symbols) }) else { return nil }
        let places = Scenes.side / CaptionNetwork.sideFactor
        return zip(preprocessing.images(inputs), inputs.indices).map { image, index in
            let words = targetSymbols.written(symbols[index].scalars(as: Int32.self))
            let tiles = words.indices.map { place in
                let map = weights[index, place].reshaped(to: [1, places, places])
                let light = (map / map.max()).enlarged(by: CaptionNetwork.sideFactor)
                var tile = PixelText((image * (light * 0.8 + 0.2)).enlarged(by: 2))
                tile.write(words[place], left: 2, top: 2, color: [1, 1, 1])
                return tile.image
            }
            if tiles.isEmpty { return ("", image) }
            return ("", ImageSheet(images: stack(tiles), columns: 5, scale: 1, range: 0...1).picture)
        }
    }
}

extension CaptionedImages: TaskExamples {}
