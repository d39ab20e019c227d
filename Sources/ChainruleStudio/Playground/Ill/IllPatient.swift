import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining

/// A network, its data and its optimizer, with a disease or treated.
struct IllPatient {
    static let classCount = 4
    private static let featureCount = 16
    private static let units = 24

    let layers: [any Layer]
    let trainer: Trainer
    let training: Samples
    let validation: Samples
    let batchSize = 50
    let epochs: Int
    /// For each hidden layer, which of the layers computes its activations.
    let activations: [Int]

    /// - Parameter treated: whether what made it ill is undone.
    init(_ disease: Disease, treated: Bool) {
        func suffers(from other: Disease) -> Bool { disease == other && !treated }
        let depth = disease == .vanishingGradients ? 8 : 3
        let weights: InitialValues =
            suffers(from: .equalWeights)
            ? .constant(0.1) : suffers(from: .saturatedUnits) ? .xavier(.normal, gain: 12) : .he
        let activation: any Layer =
            switch disease {
            case .vanishingGradients where !treated: Sigmoid()
            case .saturatedUnits, .equalWeights, .rateTooHigh: Tanh()
            default: ReLU()
            }
        let seed: UInt64 = 3
        let layers: [any Layer] = withRandomSeed(seed) {
            var layers: [any Layer] = []
            for index in 0..<depth {
                let linear = Linear(index == 0 ? Self.featureCount : Self.units, Self.units, weights: weights)
                linear.bias!.value = .full([Self.units], suffers(from: .deadUnits) ? -6 : 0)
                layers += [linear, activation]
            }
            return layers + [Linear(Self.units, Self.classCount, weights: .xavier)]
        }
        let rate = suffers(from: .rateTooHigh) ? 3 : suffers(from: .rateTooLow) ? 1e-5 : 0.1
        let model = Sequential(layers)
        self.layers = layers
        activations = (0..<depth).map { 2 * $0 + 1 }
        trainer = Trainer(
            model, loss: { softmaxCrossEntropy($0, $1) }, optimizer: SGD(model, learningRate: rate),
            metrics: [.accuracy], seed: seed)
        let count = suffers(from: .overfitting) ? 12 : 2000
        training = Self.samples(
            count, stream: 1, isScaled: !suffers(from: .unscaledInputs),
            isShuffled: suffers(from: .shuffledLabels))
        validation = Self.samples(
            400, stream: 2, isScaled: !suffers(from: .unscaledInputs), isShuffled: false)
        // As many steps for few examples as for many.
        epochs = suffers(from: .overfitting) ? 300 : 15
    }

    /// Points about two centers for each class, so that no line separates them.
    private static func samples(_ count: Int, stream: UInt64, isScaled: Bool, isShuffled: Bool) -> Samples {
        var centers = RandomStream(seed: 11, stream: 0)
        let places = (0..<2 * classCount).map { _ in (0..<featureCount).map { _ in centers.normal() } }
        var random = RandomStream(seed: 11, stream: stream)
        var inputs: [Float] = []
        var labels = (0..<count).map { Int32($0 % classCount) }
        for label in labels {
            let place = places[Int(label) + classCount * random.integer(below: 2)]
            inputs += place.map { center in
                let value = (center + random.normal(deviation: 0.75)) / 1.25
                return Float(isScaled ? value : 0.002 + 0.003 * value)
            }
        }
        if isShuffled { labels = random.permutation(of: count).map { labels[$0] } }
        return Samples(
            inputs: Tensor(inputs, shape: [count, featureCount]), targets: Tensor(labels, shape: [count]))
    }
}
