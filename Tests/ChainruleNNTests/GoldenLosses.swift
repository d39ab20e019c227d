import Chainrule
import ChainruleNN
import TestSupport
import Testing

/// A loss with the names of its golden numbers.
struct GoldenLoss: Sendable, CustomTestStringConvertible {
    /// The golden file.
    let file: String
    let name: String
    /// The loss of the golden inputs, by name.
    let loss: @Sendable (Inputs) -> Tensor
    var testDescription: String { name }

    /// The golden inputs of a loss.
    struct Inputs {
        let tensors: [String: Tensor]
        subscript(name: String) -> Tensor { tensors[name]! }
        func optional(_ name: String) -> Tensor? { tensors[name] }
    }

    init(_ file: String, _ name: String, _ loss: @escaping @Sendable (Inputs) -> Tensor) {
        self.file = file
        self.name = name
        self.loss = loss
    }

    /// The inputs, floating-point ones in `dtype`.
    func inputs(_ dtype: DType) throws -> Inputs {
        let golden = try Golden(file)
        var tensors: [String: Tensor] = [:]
        for key in golden.names where key.hasPrefix("\(name).") {
            let tensor = try golden[key]
            tensors[String(key.dropFirst(name.count + 1))] =
                tensor.dtype.isFloatingPoint ? tensor.cast(to: dtype) : tensor
        }
        return Inputs(tensors: tensors)
    }

    /// The names of the inputs whose gradients are golden.
    static func differentiated(_ inputs: Inputs) -> [String] {
        inputs.tensors.keys.filter { inputs.tensors["d\($0)"] != nil }.sorted()
    }

    func expectGolden(_ dtype: DType, tolerance: Tolerance) throws {
        let inputs = try inputs(dtype)
        let value = loss(inputs)
        expectClose(value, inputs["value"], tolerance: tolerance, "value")
        let names = Self.differentiated(inputs)
        try #require(!names.isEmpty)
        let slopes = gradients(of: value, withRespectTo: names.map { inputs[$0] })
        for (name, slope) in zip(names, slopes) {
            expectClose(slope, inputs["d\(name)"], tolerance: tolerance, "d\(name)")
        }
    }

    /// The instructions of value and gradients in one plan.
    func explanation() throws -> PlanExplanation {
        let inputs = try inputs(.float32)
        let names = inputs.tensors.keys.sorted()
        let differentiated = Self.differentiated(inputs)
        let step = compile { (tensors: [Tensor]) -> [Tensor] in
            let placed = Inputs(tensors: Dictionary(uniqueKeysWithValues: zip(names, tensors)))
            let value = loss(placed)
            return [value] + gradients(of: value, withRespectTo: differentiated.map { placed[$0] })
        }
        return step.explanation(names.map { inputs[$0] })
    }
}

extension GoldenLoss {
    static let ofClasses = crossEntropies + otherClasses

    private static let crossEntropies = [(0.0, ""), (0.2, "_smooth")].flatMap { smoothing, suffix in
        ["", "_weight"].flatMap { weight -> [GoldenLoss] in
            let name = "cross_entropy\(suffix)\(weight)"
            func hard(_ kind: String, _ ignored: Int?, _ reduction: LossReduction) -> GoldenLoss {
                GoldenLoss("classification_losses", name + kind) {
                    let loss = softmaxCrossEntropy(
                        $0["logits"], $0["labels"], weight: $0.optional("weight"), labelSmoothing: smoothing,
                        ignoreIndex: ignored, reduction: reduction)
                    return loss.rank > 0 ? loss.sum() * 2 : loss
                }
            }
            func soft(_ kind: String, _ reduction: LossReduction) -> GoldenLoss {
                GoldenLoss("classification_losses", name + kind) {
                    softmaxCrossEntropy(
                        $0["logits"], probabilities: $0["targets"], weight: $0.optional("weight"),
                        labelSmoothing: smoothing, reduction: reduction)
                }
            }
            return [
                hard("", nil, .mean), hard("_sum", nil, .sum), hard("_ignoring", -100, .mean),
                hard("_places", -1, .mean), hard("_none", -1, .none), soft("_soft", .mean),
                soft("_soft_sum", .sum), soft("_one_hot", .mean),
            ]
        }
    }

    private static let otherClasses: [GoldenLoss] = {
        func loss(_ name: String, _ loss: @escaping @Sendable (Inputs) -> Tensor) -> GoldenLoss {
            GoldenLoss("classification_losses", name, loss)
        }
        return [
            loss("nll") { negativeLogLikelihood($0["x"], $0["labels"]) },
            loss("nll_weight") {
                negativeLogLikelihood($0["x"], $0["labels"], weight: $0["weight"], ignoreIndex: -100)
            },
            loss("information_gain") { informationGain($0["logits"], $0["labels"], gain: $0["gain"]) },
            loss("multi_margin_half") { multiclassHinge($0["scores"], $0["labels"], margin: 0.5) },
            loss("binary_hinge") { binaryHinge($0["scores"], $0["targets"]) },
            loss("binary_hinge_margin") {
                binaryHinge($0["scores"], $0["targets"], margin: 2, reduction: .sum)
            },
            loss("kl") { klDivergence($0["x"], $0["targets"]) },
            loss("kl_batch") { klDivergence($0["x"], $0["targets"], reduction: .batchMean) },
            loss("kl_logarithms") {
                klDivergence($0["x"], $0["targets"], targetIsLogarithm: true, reduction: .sum)
            },
            loss("focal") { focal($0["logits"], $0["targets"]) },
            loss("focal_gamma") {
                focal($0["logits"], $0["targets"], alpha: nil, gamma: 3.5, reduction: .sum)
            },
            loss("dice") { dice($0["p"], $0["t"]) },
            loss("dice_smoothing") { dice($0["p"], $0["t"], smoothing: 0.1, reduction: .sum) },
        ]
    }()

    static let ofNumbers: [GoldenLoss] = {
        func loss(_ name: String, _ loss: @escaping @Sendable (Tensor, Tensor) -> Tensor) -> GoldenLoss {
            GoldenLoss("regression_losses", name) { loss($0["prediction"], $0["target"]) }
        }
        func poisson(
            _ name: String, _ loss: @escaping @Sendable (Tensor, Tensor) -> Tensor
        ) -> GoldenLoss {
            GoldenLoss("regression_losses", name) { loss($0["x"], $0["target"]) }
        }
        return [
            loss("half") { halfSquaredError($0, $1) }, loss("absolute") { absoluteError($0, $1) },
            loss("absolute_sum") { absoluteError($0, $1, reduction: .sum) }, loss("huber") { huber($0, $1) },
            loss("huber_delta") { huber($0, $1, delta: 0.4, reduction: .sum) },
            loss("smooth_l1") { smoothL1($0, $1) },
            loss("smooth_l1_beta") { smoothL1($0, $1, beta: 0.4, reduction: .sum) },
            loss("smooth_l1_zero") { smoothL1($0, $1, beta: 0) }, poisson("poisson") { poissonNLL($0, $1) },
            poisson("poisson_full") { poissonNLL($0, $1, full: true, reduction: .sum) },
            poisson("poisson_rates") { poissonNLL($0, $1, isLogarithm: false) },
            GoldenLoss("regression_losses", "gaussian") {
                gaussianNLL($0["x"], $0["target"], variance: $0["variance"])
            },
            GoldenLoss("regression_losses", "gaussian_full") {
                gaussianNLL($0["x"], $0["target"], variance: $0["variance"], full: true, reduction: .sum)
            },
        ]
    }()

    static let ofEmbeddings: [GoldenLoss] = {
        func loss(_ name: String, _ loss: @escaping @Sendable (Inputs) -> Tensor) -> GoldenLoss {
            GoldenLoss("embedding_losses", name, loss)
        }
        return [
            loss("contrastive") { contrastive($0["a"], $0["b"], isSimilar: $0["similar"]) },
            loss("contrastive_margin") {
                contrastive($0["a"], $0["b"], isSimilar: $0["similar"], margin: 3, reduction: .sum)
            },
            loss("triplet") {
                tripletMargin(anchor: $0["anchor"], positive: $0["positive"], negative: $0["negative"])
            },
            loss("triplet_swap") {
                tripletMargin(
                    anchor: $0["anchor"], positive: $0["positive"], negative: $0["negative"], margin: 0.7,
                    swap: true, reduction: .sum)
            },
            loss("cosine") { cosineEmbedding($0["a"], $0["b"], $0["signs"]) },
            loss("cosine_margin") {
                cosineEmbedding($0["a"], $0["b"], $0["signs"], margin: 0.3, reduction: .sum)
            },
            loss("ranking") { marginRanking($0["a"], $0["b"], $0["signs"]) },
            loss("ranking_margin") {
                marginRanking($0["a"], $0["b"], $0["signs"], margin: 0.5, reduction: .sum)
            },
        ]
    }()

    static let ofSequences = ["mean", "sum", "blank", "extreme", "empty", "impossible"].map { name in
        GoldenLoss("ctc", name) {
            ctc(
                logSoftmax($0["logits"]), $0["targets"], inputLengths: $0["input_lengths"],
                targetLengths: $0["target_lengths"], blank: name == "blank" ? 4 : 0,
                zeroInfinity: name == "impossible", reduction: name == "sum" ? .sum : .mean)
        }
    }
}
