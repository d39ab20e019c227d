import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import Testing

/// Clouds of points around a centre for each class: easy to learn.
func clouds(
    _ count: Int, classes: Int = 4, features: Int = 8, noise: Double = 0.5, seed: UInt64 = 0
) -> Samples {
    let centres = withRandomSeed(1) { Tensor.normal([classes, features]) }
    let labels = Tensor((0..<count).map { Int32($0 % classes) }, shape: [count])
    let distances = withRandomSeed(seed &+ 2) { Tensor.normal([count, features]) }
    return Samples(inputs: centres.gather(labels) + distances * noise, targets: labels)
}

/// Points whose classes have nothing to do with them: they can only be memorized.
func noise(_ count: Int, classes: Int = 4, features: Int = 8, seed: UInt64 = 0) -> Samples {
    let inputs = withRandomSeed(seed &+ 3) { Tensor.normal([count, features]) }
    return Samples(
        inputs: inputs, targets: Tensor((0..<count).map { Int32($0 % classes) }, shape: [count]))
}

/// Two layers with ReLUs between them.
func twoLayers(_ features: Int = 8, hidden: Int = 16, classes: Int = 4) -> Sequential {
    withRandomSeed(5) {
        Sequential {
            Linear(features, hidden)
            ReLU()
            Linear(hidden, classes)
        }
    }
}

/// Makes a layer's initial values so many times as large.
func scaled(_ layer: Linear, by factor: Double) -> Linear {
    layer.weight.value = layer.weight.value * factor
    return layer
}

/// A layer made of a function.
struct Function: Layer {
    let function: (Tensor) -> Tensor
    init(_ function: @escaping (Tensor) -> Tensor) { self.function = function }
    func forward(_ input: Tensor) -> Tensor { function(input) }
    var members: [(name: String, value: Any)] { [] }
}

func trainer(
    _ model: some Layer, loss: @escaping Trainer.Loss = softmaxCrossEntropy, learningRate: Double,
    momentum: Double = 0, penalty: Trainer.Penalty? = nil
) -> Trainer {
    Trainer(
        model, loss: loss,
        optimizer: SGD(model, learningRate: learningRate, momentum: momentum), metrics: [.accuracy],
        penalty: penalty)
}

/// Samples whose targets, `[count, 1]`, are a sum of the inputs plus noise, shifted and scaled.
func plane(
    _ count: Int, slope: Double = 1, noise: Double = 0.3, mean: Double = 0, scale: Double = 1,
    seed: UInt64 = 0
) -> Samples {
    let inputs = withRandomSeed(seed &+ 4) { Tensor.normal([count, 8]) }
    let errors = withRandomSeed(seed &+ 5) { Tensor.normal([count, 1]) }
    let heights = inputs.sum(axes: 1, keepDims: true) * (slope / 8.squareRoot()) + errors * noise
    return Samples(inputs: inputs, targets: heights * scale + mean)
}

/// What a doctor finds in a training of a regression.
func diagnoseRegression(
    _ model: some Layer, _ samples: Samples, validation: Samples? = nil,
    loss: @escaping Trainer.Loss = squaredError, optimizer: Optimizer, epochs: Int = 5,
    batchSize: Int = 16, seed: UInt64 = 0
) throws -> [Doctor.Finding] {
    let doctor = Doctor(show: { _ in })
    try Trainer(model, loss: loss, optimizer: optimizer, seed: seed).fit(
        samples, validation: validation, epochs: epochs, batchSize: batchSize, observers: [doctor])
    return doctor.findings
}

/// What a doctor finds in a training of a classifier.
@discardableResult
func diagnose(
    _ model: some Layer, _ samples: some SampleSet, validation: Samples? = nil,
    loss: @escaping Trainer.Loss = softmaxCrossEntropy, learningRate: Double = 0.1, epochs: Int = 5,
    batchSize: Int = 16, penalty strength: Double? = nil
) throws -> [Doctor.Finding] {
    let doctor = Doctor(show: { _ in })
    var penalty: Trainer.Penalty?
    if let strength { penalty = { l2Penalty(of: $0, strength: strength) } }
    try trainer(model, loss: loss, learningRate: learningRate, penalty: penalty).fit(
        samples, validation: validation, epochs: epochs, batchSize: batchSize, observers: [doctor])
    return doctor.findings
}

/// That alone was found, and told with these words.
func expect(
    _ findings: [Doctor.Finding], _ kind: Doctor.Finding.Kind,
    _ severity: Doctor.Finding.Severity = .warning,
    _ words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(findings.map(\.kind) == [kind], sourceLocation: sourceLocation)
    guard let finding = findings.first else { return }
    #expect(finding.severity == severity, sourceLocation: sourceLocation)
    for word in words {
        #expect(finding.evidence.contains(word), "\(finding.evidence)", sourceLocation: sourceLocation)
    }
}
