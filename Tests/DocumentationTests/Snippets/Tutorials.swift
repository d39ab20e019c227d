import Chainrule
import ChainruleData
import ChainruleInterop
import ChainruleNN
import ChainruleRecipes
import ChainruleTraining
import Foundation

func tableTutorial() throws {
    let rows = (0..<90).map { index in
        "\(Double(index % 3) + Double(index * 37 % 17) / 34),\(index % 7),\(["rose", "tulip", "iris"][index % 3])"
    }
    let table = (["length,width,kind"] + rows).joined(separator: "\n") + "\n"
    try Data(table.utf8).write(to: URL(fileURLWithPath: "flowers.csv"))
    try Data("width,length\n3,0.2\n3,2.2\n".utf8).write(to: URL(fileURLWithPath: "new.csv"))
    // snippet
    let options: OptionValues = ["data": "flowers.csv", "target": "kind", "hidden": "16"]
    let recipe = Recipe.named("table")!
    let data = try recipe.task.loadedData(options, seed: 0)
    let run = try RecipeRun(recipe, on: data, options: options, seed: 0)
    try run.complete(RunRecord(of: run), in: RunDirectory("runs/table"), observers: [ProgressBar()])
    print(try run.evaluate(on: run.validation).metrics.values["accuracy"]!)
    // end

    // snippet
    let saved = try SavedRun("runs/table")
    let answers = try saved.predict(["new.csv"])
    for answer in answers { print(answer.name, answer.label ?? "", answer.probabilities.map(\.value)) }
    // end
    precondition(answers.map(\.label) == ["rose", "iris"])
}

func imageTutorial() throws {
    let glyphs = Glyphs.letters.draw(40)
    for part in ["train", "val"] {
        for index in 0..<24 {
            let folder = "flowers/\(part)/\(index % 2 == 0 ? "rose" : "tulip")"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let level = index % 2 == 0 ? 1.0 : 0.3
            let image = glyphs.batch([index]).inputs[0] * level
            try Data(PNGImage(image).encoded()).write(to: URL(fileURLWithPath: "\(folder)/\(index).png"))
        }
    }
    // snippet
    let flowers = try TrainingData(directory: "flowers")
    let images = flowers.training
    let model = Sequential {
        Conv2d(images.channels, 16, kernel: 3, padding: 1)
        ReLU()
        MaxPool2d(2)
        Conv2d(16, 32, kernel: 3, padding: 1)
        ReLU()
        GlobalAveragePool()
        Linear(32, images.classCount)
    }
    print(summary(model, inputShape: [images.channels, images.height, images.width]))

    let trainer = Trainer(
        model, loss: softmaxCrossEntropy, optimizer: Adam(model, learningRate: 3e-3), metrics: [.accuracy],
        schedule: .cosine())
    try trainer.fit(
        images, validation: flowers.validation, epochs: 12, batchSize: 8,
        observers: [ProgressBar(), Checkpoints("runs/flowers/checkpoints"), Doctor()])
    // end
    precondition(trainer.history.count == 12)

    // snippet
    let batch = flowers.validation.batch([0, 1])
    let scores = model.predict(batch.inputs)
    print(scores.argmax(axis: 1).scalars(as: Int32.self).map { images.classNames[Int($0)] })
    // end
    precondition(scores.shape == [2, 2])
}

// snippet
struct Compass: Layer {
    let first = Linear(2, 32), second = Linear(32, 2)

    func forward(_ points: Tensor) -> Tensor {
        let arrow = second(tanh(first(points)))
        let length = sqrt((arrow * arrow).sum(axes: 1, keepDims: true) + 1e-12)
        return arrow / length
    }
}
// end

// snippet
func turn(_ arrows: Tensor, _ angles: Tensor) -> Tensor {
    let truth = concatenate([cos(angles), sin(angles)], axis: 1)
    return 1 - (arrows * truth).sum(axes: 1).mean()
}
// end

func networkTutorial() {
    // snippet
    let angles = Tensor.uniform([512, 1], in: 0..<(2 * Double.pi))
    let points = concatenate([cos(angles), sin(angles)], axis: 1) * Tensor.uniform([512, 1], in: 0.5..<2)
    let inputs = points + Tensor.normal([512, 2], deviation: 0.05)
    // end

    // snippet
    let probe = Tensor([[0.3, 0.4], [0.8, 0.5]], dtype: .float64)
    let check = checkGradients(of: { turn($0, Tensor([[1], [4]], dtype: .float64)) }, at: probe)
    print(check.passed)

    let model = Compass()
    let optimizer = Adam(model, learningRate: 0.01)
    let step = compile { (inputs: Tensor, angles: Tensor) -> Tensor in
        let loss = turn(model(inputs), angles)
        optimizer.update(gradients(of: loss, withRespectTo: model))
        return loss
    }
    var last = 1.0
    for _ in 0..<300 { last = step(inputs, angles).item() }
    print("mean turn", last)
    // end
    precondition(check.passed && last < 0.01)

    // snippet
    print(summary(model, inputShape: [2]))
    let captured = capture(model, "first") { turn(model(inputs), angles) }
    print(captured["first"].shape, captured.gradient("first").shape)
    print(activationStatistics(model, inputs) { turn($0, angles) })
    // end
    precondition(captured["first"].shape == [512, 32])
}

func gatesTutorial() {
    // snippet
    func squaredError(_ y: Tensor, _ t: Tensor) -> Tensor {
        customGradient([y, t]) { inputs in
            let difference = inputs[0] - inputs[1]
            return (difference * difference).mean()
        } gradient: { upstream, inputs, _ in
            let count = Double(inputs[0].shape.elementCount)
            let gradient = upstream * (inputs[0] - inputs[1]) * (2 / count)
            return [gradient, -gradient]
        }
    }

    let report = checkGradients(
        of: { squaredError($0[0], $0[1]) }, at: [Tensor([0.5, -1, 2]), Tensor([1.0, 1, 1])])
    print(report)
    // end
    precondition(report.passed)
}
