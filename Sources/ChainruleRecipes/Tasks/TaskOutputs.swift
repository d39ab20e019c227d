import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining

/// What a network has to predict.
public enum TaskOutputs: Sendable, Equatable {
    /// One of these classes: a network has a score for each.
    case classes([String])
    /// Numbers.
    case numbers([Target])
    /// The pixels of an image, from 0 to 1: a network has a logit for each.
    case pixels(ImageShape)
    /// One of these classes for every pixel: a network has a map of scores for each.
    case pixelClasses([String])
    /// One of these classes for every step of a sequence: a network has scores `[N, steps, classes]`. The label of a step of
    /// padding is `Batch.ignoredLabel`; such steps do not count.
    case stepClasses([String])
    /// So many bits at every step of a sequence: a network has logits `[N, steps, bits]`. Where no bit is asked for, the target is
    /// `Batch.ignoredLabel`; such steps do not count.
    case bits(Int)
    /// Objects of these classes and their boxes: a network has, for each default box, offsets and scores of the background and
    /// of the classes.
    case objects([String], DefaultBoxes)
    /// A sequence of these symbols, of which the first is the end: a network has scores `[length, symbols]`. Targets are the
    /// symbols up to the end, and `Batch.ignoredLabel` behind it.
    case sequence([String], length: Int)

    /// A number that is to be predicted.
    public struct Target: Sendable, Equatable, Codable {
        /// What it is called.
        public let name: String
        /// Its mean over the training set.
        public let mean: Double
        /// Its standard deviation over the training set; 1 where all are equal.
        public let deviation: Double
    }

    /// How many outputs a network has.
    public var count: Int {
        switch self {
        case .classes(let names), .pixelClasses(let names), .stepClasses(let names): names.count
        case .sequence(let symbols, let length): symbols.count * length
        case .numbers(let targets): targets.count
        case .bits(let count): count
        case .objects(let names, let defaults): defaults.count * (5 + names.count)
        case .pixels(let shape): shape.channels * shape.height * shape.width
        }
    }

    /// Softmax cross-entropy for classes of examples, as labels or as probabilities, of pixels or of steps; for numbers the mean
    /// squared error of the standardized outputs, 1 for the best constant prediction; for pixels the binary cross-entropy,
    /// summed over an image; for objects the loss of a single-shot detector; for sequences softmax cross-entropy, the mean over
    /// the symbols.
    public var usualLoss: Trainer.Loss {
        switch self {
        case .classes:
            return { scores, targets in
                targets.dtype.isFloatingPoint
                    ? softmaxCrossEntropy(scores, probabilities: targets)
                    : softmaxCrossEntropy(scores, targets)
            }
        case .pixelClasses: return { softmaxCrossEntropy($0, $1) }
        case .stepClasses, .sequence:
            return { scores, labels in
                softmaxCrossEntropy(scores.permuted([0, 2, 1]), labels, ignoreIndex: Batch.ignoredLabel)
            }
        case .objects(_, let defaults): return { multiboxLoss($0, $1, defaults) }
        case .numbers(let targets):
            let scale = Tensor(targets.map { Float(1 / $0.deviation) }, shape: [targets.count])
            return { outputs, targets in
                let errors = (outputs - targets) * scale
                return (errors * errors).mean()
            }
        case .bits:
            return { logits, bits in
                let isAsked = bits .>= 0
                let losses = binaryCrossEntropyWithLogits(logits, maximum(bits, 0), reduction: .none)
                return select(losses, where: isAsked, otherwise: 0).sum()
                    / isAsked.cast(to: losses.dtype).sum()
            }
        case .pixels:
            return { logits, pixels in
                binaryCrossEntropyWithLogits(
                    logits.flattened(from: 1), pixels.flattened(from: 1), reduction: .batchMean)
            }
        }
    }
}

extension TaskOutputs {
    /// Whether outputs mean the same, so that they can be averaged.
    package func canBeCombined(with other: TaskOutputs) -> Bool {
        switch (self, other) {
        case (.classes(let names), .classes(let others)): names == others
        case (.pixelClasses(let names), .pixelClasses(let others)): names == others
        case (.stepClasses(let names), .stepClasses(let others)): names == others
        // In the units of the targets, whatever their mean was in training.
        case (.numbers(let targets), .numbers(let others)): targets.map(\.name) == others.map(\.name)
        case (.pixels(let shape), .pixels(let other)): shape == other
        case (.bits(let count), .bits(let other)): count == other
        case (.sequence(let symbols, let length), .sequence(let others, let otherLength)):
            symbols == others && length == otherLength
        case (.objects(let names, let defaults), .objects(let others, let otherDefaults)):
            names == others && defaults == otherDefaults
        default: false
        }
    }
}

/// A network whose outputs are standardized, and after it a fixed scale and shift that make numbers of them in the units of
/// the targets.
///
/// What a saved model predicts is then in those units, and so are all metrics; the network itself learns targets of mean 0
/// and deviation 1, whatever their units.
struct RescaledOutputs: Layer {
    let network: any Layer
    let mean, deviation: ChainruleNN.Buffer

    init(_ network: any Layer, _ targets: [TaskOutputs.Target]) {
        self.network = network
        func buffer(_ numbers: [Double], _ name: String) -> ChainruleNN.Buffer {
            ChainruleNN.Buffer(Tensor(numbers.map { Float($0) }, shape: [numbers.count]), name: name)
        }
        mean = buffer(targets.map(\.mean), "mean")
        deviation = buffer(targets.map(\.deviation), "deviation")
    }

    func forward(_ input: Tensor) -> Tensor {
        network(input) * deviation.value + mean.value
    }
}
