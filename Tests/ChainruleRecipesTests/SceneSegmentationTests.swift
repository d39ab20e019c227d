import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("The segmentation of drawn scenes") struct SceneSegmentationTests {
    private func data(_ count: Int) throws -> TaskData<SceneSegmentation> {
        try SceneSegmentation.load(["scenes": "\(count)"], seed: 0)
    }

    @Test("samples are standardized images with the class of every pixel")
    func samples() throws {
        let data = try data(12)
        #expect(data.training.count == 12 && data.validation.count == 3)
        let task = SceneSegmentation(fitting: data.training, source: "scenes")
        let all = try task.samples(of: data.training, source: "scenes").batch(ArraySlice(0..<12))
        #expect(all.inputs.type == TensorType([12, 3, 48, 48], .float32))
        #expect(all.targets.type == TensorType([12, 48, 48], .int32))
        let (mean, square): (Double, Double) = (
            all.inputs.mean().item(), (all.inputs * all.inputs).mean().item()
        )
        #expect(abs(mean) < 1e-4 && abs(square - 1) < 1e-4)
        #expect(all.targets[5].scalars(as: UInt8.self) == Array(data.training.mask(at: 5)))
    }

    @Test("a new image has the share of each class among its pixels")
    func predictions() throws {
        let task = SceneSegmentation(fitting: try data(2).training, source: "scenes")
        // A quarter of class 2, one row of class 4, background else.
        var classes = [Int32](repeating: 0, count: 48 * 48)
        for place in 0..<12 * 48 { classes[place] = 2 }
        for column in 0..<48 { classes[20 * 48 + column] = 4 }
        let scores = Tensor(classes, shape: [1, 48, 48]).oneHot(5).permuted([0, 3, 1, 2])
        let answer = task.predictions(
            of: [TaskInput(name: "a", tensor: .zeros([3, 48, 48]))], outputs: scores)
        #expect(answer.count == 1 && answer[0].label == nil)
        #expect(answer[0].values.map(\.name) == ["background", "disk", "square", "triangle", "cross"])
        let expected = [1 - 0.25 - 1.0 / 48, 0, 0.25, 0, 1.0 / 48]
        #expect(zip(answer[0].values, expected).allSatisfy { abs($0.value - $1) < 1e-6 })

        // The zeros are an even gray, which the background keeps. Class 2 is green, half over it.
        let image = Tensor.zeros([3, 48, 48])
        let drawing = task.drawings(
            of: [TaskInput(name: "a", tensor: image)], outputs: scores, model: ReLU())[0]
        #expect(drawing.shape == [3, 192, 192])
        let background = drawing[0..., 191, 0].scalars(as: Float.self)
        let gray = background[0]
        #expect(background == [gray, gray, gray] && gray > 0.1 && gray < 0.9)
        expectClose(drawing[0..., 0, 0], Tensor([gray / 2, (gray + 1) / 2, gray / 2]), tolerance: 1e-5)
    }

    @Test("a network that knows the answer has a mean IoU of 100 %, shown by class, as maps and as a picture")
    func report() throws {
        let data = try data(5)
        let task = SceneSegmentation(fitting: data.training, source: "scenes")
        let batch = try task.samples(of: data.training, source: "scenes").batch(ArraySlice(0..<5))
        var metrics = task.evaluationMetrics
        metrics.add(
            Predictions(
                outputs: batch.targets.oneHot(5).permuted([0, 3, 1, 2]), targets: batch.targets,
                loss: Tensor(0.0)))
        let evaluation = Evaluation(loss: 0, metrics: metrics)
        #expect(
            task.figures(of: evaluation).map(\.text) == ["100.00 %", "100.00 %"])
        let text = task.details(of: evaluation, examples: data.training, width: 60)
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.count == 6 + 1 + 12 && lines.allSatisfy { $0.count <= 60 })
        for line in lines.suffix(12) { #expect(line.prefix(24) == line.suffix(24)) }
        let pictures = task.pictures(of: evaluation, examples: data.training)
        #expect(pictures.map(\.fileName) == ["segmentation.png"])
        #expect(
            task.pictures(of: Evaluation(loss: 0, metrics: task.metrics), examples: data.training).isEmpty)
    }

    @Test(
        "a network learns, and its run predicts images on the disk",
        .enabled(if: Engine.current == .oneDNN, "a reference convolution takes a hundred times as long"))
    func learns() throws {
        try withTemporaryDirectory { url in
            let saved = try trainedOnScenes("fcn", scenes: 32, epochs: 3, in: url)
            let evaluated = try saved.evaluate()
            #expect(evaluated.figures.map(\.name) == ["mean IoU", "pixel accuracy"])
            let image = Picture(
                fileName: "scene.png", summary: "", image: Scenes.draw(1).images.example(at: 0).input)
            let file = try image.write(toDirectory: url)
            let answer = try saved.predict([file.path])[0]
            #expect(abs(answer.values.reduce(0) { $0 + $1.value } - 1) < 1e-5)
            let other = #expect(throws: DataError.self) { try saved.evaluate(on: url.path) }
            #expect(other?.description.contains("trained and evaluated on drawn scenes") == true)
        }
    }
}
