import Chainrule
import ChainruleData
import ChainruleInterop
import ChainruleModels
import ChainruleNN
import ChainruleONNX
import ChainruleStudio
import ChainruleTraining
import Foundation

func dataOverview() throws {
    // snippet
    let samples = Samples(
        inputs: Tensor.normal([100, 4]), targets: Tensor((0..<100).map { $0 % 3 }, dtype: .int32))
    let (training, validation) = try samples.split(validationShare: 0.2, seed: 0) { sample in
        Int(sample.target.item())
    }
    for indices in MiniBatches(count: training.count, batchSize: 32, seed: 0, epoch: 0) {
        let batch = try training.batch(indices)
        print(batch.inputs.shape, batch.targets.shape)
    }
    // end
    precondition((20...21).contains(validation.count))
}

func interopOverview() throws {
    // snippet
    let log = try TensorBoardLog(directory: URL(fileURLWithPath: "runs/own"))
    for step in 0..<3 { try log.scalar("loss", 1 / Double(step + 1), step: step) }
    try log.flush()
    // end
    precondition(FileManager.default.fileExists(atPath: log.path))
}

func onnxOverview() throws {
    let sample = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../ChainruleONNXTests/Cases/opset7.onnx")
    try FileManager.default.copyItem(atPath: sample.standardizedFileURL.path, toPath: "network.onnx")
    let images = Tensor.normal([2, 3, 4])
    // snippet
    let model = try ONNXModel(contentsOf: URL(fileURLWithPath: "network.onnx"))
    print(model.inputNames, model.outputNames, model.parameterCount)
    let outputs = try model(images)
    // end
    precondition(outputs[0].shape == [2, 3, 4])
}

func modelsOverview() {
    // snippet
    let model = LeNet(channels: 1, height: 28, width: 28, classCount: 10)
    let logits = model(Tensor.zeros([1, 1, 28, 28]))  // [1, 10]
    // end
    precondition(logits.shape == [1, 10])
}

func trainingOverview() throws {
    let samples = Samples(
        inputs: Tensor.normal([64, 4]), targets: Tensor((0..<64).map { $0 % 3 }, dtype: .int32))
    let validation = samples
    // snippet
    let model = multilayerPerceptron([4, 16, 3])
    let trainer = Trainer(
        model, loss: softmaxCrossEntropy, optimizer: Adam(model, learningRate: 1e-2), metrics: [.accuracy],
        schedule: .cosine())
    try trainer.fit(samples, validation: validation, epochs: 5, batchSize: 16, observers: [Doctor()])
    print(trainer.history.last?.validationAccuracy ?? 0)
    // end
    precondition(trainer.history.count == 5)
}

func studioOverview() {
    // snippet
    let x = Tensor(-2).named("x")
    let y = Tensor(5).named("y")
    let z = Tensor(-4).named("z")
    let drawing = GraphDrawing(of: (x + y) * z)
    print(drawing.dot)  // for Graphviz; drawing.write(to:) makes SVG, PNG and PDF files of it
    // end
    precondition(drawing.dot.contains("-12.0"))
}
