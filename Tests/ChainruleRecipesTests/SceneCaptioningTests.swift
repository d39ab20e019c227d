import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("Captions of drawn scenes") struct SceneCaptioningTests {
    @Test("targets are the words of the captions, and right outputs say them")
    func samples() throws {
        let data = try SceneCaptioning.load(["scenes": "12"], seed: 0)
        #expect(data.training.count == 12 && data.validation.count == 3)
        let task = SceneCaptioning(fitting: data.training, source: "scenes")
        let batch = try task.samples(of: data.training, source: "scenes").batch(ArraySlice(0..<12))
        #expect(batch.inputs.shape == [12, 3, 48, 48] && batch.targets.shape == [12, 11])
        let inputs = (0..<12).map { TaskInput(name: "\($0)", tensor: batch.inputs[$0]) }
        let scores = maximum(batch.targets, 0).oneHot(CaptionedScenes.words.count + 1)
        #expect(
            task.predictions(of: inputs, outputs: scores).map(\.text) == data.training.captions.map { $0 })
    }

    @Test(
        "a network learns, and its run says what images on the disk show",
        .enabled(if: Engine.current == .oneDNN, "a reference convolution takes a hundred times as long"))
    func learns() throws {
        try withTemporaryDirectory { url in
            let saved = try trainedOnScenes("captions", scenes: 32, epochs: 4, in: url)
            #expect(try saved.evaluate().figures.map(\.name) == ["fully right", "by beam search"])
            let image = Picture(
                fileName: "scene.png", summary: "",
                image: CaptionedScenes.draw(1).images.example(at: 0).input)
            let inputs = try saved.task.inputs(at: image.write(toDirectory: url).path)
            let text = try #require(saved.predict(inputs)[0].text)
            #expect(text.split(separator: " ").allSatisfy { CaptionedScenes.words.contains(String($0)) })
            #expect(try saved.predict(inputs, beamWidth: 4)[0].text != nil)
            #expect(saved.pictures(inputs).map(\.fileName) == ["scene-predicted.png"])
            let other = #expect(throws: DataError.self) { try saved.evaluate(on: url.path) }
            #expect(other?.description.contains("trained and evaluated on drawn scenes") == true)
        }
    }
}
