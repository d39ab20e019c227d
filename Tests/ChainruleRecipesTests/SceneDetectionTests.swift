import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining
import Foundation
import TestSupport
import Testing

@Suite("The detection of shapes in drawn scenes") struct SceneDetectionTests {
    private func fitted(_ count: Int) throws -> (task: SceneDetection, data: TaskData<SceneDetection>) {
        let data = try SceneDetection.load(["scenes": "\(count)"], seed: 0)
        return (SceneDetection(fitting: data.training, source: "scenes"), data)
    }

    /// Outputs that are right about scenes: every responsible default box is at its object with a large score.
    private func rightOutputs(_ task: SceneDetection, _ objects: Tensor) throws -> Tensor {
        guard case .objects(let names, let defaults) = task.outputs else { throw Mistake() }
        let matches = defaults.matches(with: objects)
        let scores = matches.labels.oneHot(names.count + 1) * 12
        return concatenate([defaults.offsets(to: matches.corners), scores], axis: -1)
    }

    private struct Mistake: Error {}

    @Test("the targets are boxes in shares of the image, filled up with rows of class -1")
    func samples() throws {
        let (task, data) = try fitted(10)
        let batch = try task.samples(of: data.training, source: "scenes").batch(ArraySlice(0..<10))
        #expect(batch.inputs.shape == [10, 3, 48, 48] && batch.targets.shape == [10, 4, 5])
        for (index, objects) in data.training.objects.enumerated() {
            let rows = batch.targets[index].scalars(as: Float.self)
            for (place, object) in objects.enumerated() {
                let row = Array(rows[place * 5..<place * 5 + 5])
                #expect(row[4] == Float(object.label))
                #expect(
                    abs(row[0] * 48 - object.box.left) < 1e-4 && abs(row[3] * 48 - object.box.bottom) < 1e-4)
            }
            for place in objects.count..<4 { #expect(rows[place * 5 + 4] == -1) }
        }
    }

    @Test(
        "every shape of many scenes has a default box that overlaps it by more than one half, nearly always")
    func coverage() throws {
        let (task, data) = try fitted(200)
        guard case .objects(_, let defaults) = task.outputs else { throw Mistake() }
        let corners: [Float] = defaults.corners.scalars()
        let boxes = stride(from: 0, to: corners.count, by: 4).map {
            Box(left: corners[$0], top: corners[$0 + 1], right: corners[$0 + 2], bottom: corners[$0 + 3])
        }
        var (found, count) = (0, 0)
        for object in data.training.objects.prefix(30).joined() {
            let box = object.box.scaled(x: 1.0 / 48, y: 1.0 / 48)
            count += 1
            if boxes.contains(where: { $0.intersectionOverUnion(with: box) >= 0.5 }) { found += 1 }
        }
        #expect(Double(found) > 0.9 * Double(count))
    }

    @Test("right outputs have an mAP of 100 %, are shown by class and in pixels, and cost little")
    func report() throws {
        let (task, data) = try fitted(6)
        let batch = try task.samples(of: data.training, source: "scenes").batch(ArraySlice(0..<6))
        let outputs = try rightOutputs(task, batch.targets)
        let loss: Double = task.outputs.usualLoss(outputs, batch.targets).item()
        #expect(loss < 0.01)
        var metrics = task.evaluationMetrics
        metrics.add(Predictions(outputs: outputs, targets: batch.targets, loss: Tensor(0.0)))
        let evaluation = Evaluation(loss: 0, metrics: metrics)
        #expect(task.figures(of: evaluation).map(\.text) == ["100.00 %"])
        let text = task.details(of: evaluation, examples: data.training, width: 80)
        #expect(text.contains("disk") && text.contains("first scene") && text.contains("true: "))
        #expect(
            task.pictures(of: evaluation, examples: data.training).map(\.fileName) == ["detection.png"])

        let inputs = (0..<6).map { TaskInput(name: "\($0)", tensor: batch.inputs[$0]) }
        let answers = task.predictions(of: inputs, outputs: outputs)
        for (answer, truth) in zip(answers, data.training.objects) {
            let found = try #require(answer.objects)
            #expect(found.count == truth.count && answer.values.isEmpty && answer.label == nil)
            for object in truth {
                #expect(
                    found.contains {
                        $0.label == Scenes.classNames[object.label]
                            && $0.box.intersectionOverUnion(with: object.box) > 0.999
                    })
            }
        }
        let drawings = task.drawings(of: inputs, outputs: outputs, model: ReLU())
        let original = data.training.images.example(at: 0).input
        for (drawing, objects) in zip(drawings, data.training.objects) {
            #expect(drawing.shape == [3, 192, 192])
            // The left edge of a box is in the color of its class: red for the first one.
            for object in objects where object.label == 0 {
                let (row, column) = (
                    Int(object.box.top + object.box.bottom) * 2, Int(object.box.left * 4 + 0.5)
                )
                #expect(drawing[0..., row, column].scalars(as: Float.self) == [1, 0, 0])
            }
        }
        let pixel = drawings[0][1, 0, 0].scalars(as: Float.self)[0]
        #expect(abs(pixel - original[1, 0, 0].scalars(as: Float.self)[0]) < 1e-5)
        let json = try JSONEncoder().encode(answers)
        #expect(!String(decoding: json, as: UTF8.self).contains("values"))
        #expect(try JSONDecoder().decode([Prediction].self, from: json) == answers)
    }

    @Test("outputs that say background everywhere find nothing")
    func nothing() throws {
        let (task, data) = try fitted(2)
        guard case .objects(let names, let defaults) = task.outputs else { throw Mistake() }
        let background = Tensor.zeros([defaults.count], dtype: .int32).oneHot(names.count + 1) * 12
        let outputs = concatenate([.zeros([defaults.count, 4]), background], axis: 1)
            .expandingDimension(at: 0)
        let answers = task.predictions(
            of: [TaskInput(name: "a", tensor: .zeros(task.inputShape))], outputs: outputs)
        #expect(answers[0].objects == [])
        let targets = try task.samples(of: data.training, source: "scenes").batch([0]).targets
        var metrics = task.metrics
        metrics.add(Predictions(outputs: outputs, targets: targets, loss: Tensor(0.0)))
        #expect(metrics.values == ["map": 0])
    }

    @Test(
        "a network learns, and its run predicts images on the disk",
        .enabled(if: Engine.current == .oneDNN, "a reference convolution takes a hundred times as long"))
    func learns() throws {
        try withTemporaryDirectory { url in
            let saved = try trainedOnScenes("ssd", scenes: 16, epochs: 4, in: url)
            #expect(try saved.evaluate().figures.map(\.name) == ["mAP"])
            let file = try Picture(
                fileName: "scene.png", summary: "", image: Scenes.draw(1).images.example(at: 0).input
            ).write(toDirectory: url)
            #expect(try saved.predict([file.path])[0].objects != nil)
        }
    }
}
