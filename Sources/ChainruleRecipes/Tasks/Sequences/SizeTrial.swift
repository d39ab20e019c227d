import Chainrule
import ChainruleData
import ChainruleInterop
import ChainruleModels
import ChainruleNN
import ChainruleTraining

/// How well a model does on sequences of one size, and what it does there.
struct SizeTrial {
    private static let sequenceCount = 100

    /// The size of the sequences.
    let size: Int
    /// The bits that are asked for in a sequence.
    let bits: Int
    /// How many of them are wrong, on average over the sequences.
    let wrongBits: Double
    /// The input, the right and the given answer of one sequence, and where the heads look, by time step.
    let pictures: [Picture]

    /// - Parameters:
    ///   - model: a model for sequences of any length.
    ///   - problem: whose sequences have one size.
    ///   - seed: of the sequences, which are of the validation part.
    init(of model: any Layer, on problem: BitSequences, seed: UInt64) {
        let sequences = GeneratedSequences(
            problem, count: Self.sequenceCount, part: .validation, seed: seed)
        // Sequences of this problem are made, not read.
        let batch = try! sequences.batch(Array(0..<Self.sequenceCount)[...])
        let answer = compile { (inputs: Tensor) -> [Tensor] in
            evaluating {
                guard let machine = model as? NeuralTuringMachine else { return [model(inputs)] }
                let (outputs, weights) = machine.watched(inputs)
                return [outputs, weights[0]]
            }
        }
        let results = answer(batch.inputs)
        let logits = results[0]
        var wrong = WrongBits()
        wrong.add(Predictions(outputs: logits, targets: batch.targets, loss: Tensor(0)))
        let size = problem.sizes.upperBound
        self.size = size
        bits = Int((batch.targets .>= 0).cast(to: .float32).sum().item()) / Self.sequenceCount
        wrongBits = wrong.value!
        let answers = select(
            (logits[0] .> 0).cast(to: .float32), where: batch.targets[0] .>= 0, otherwise: 0)
        pictures =
            [Self.answerPicture(batch.inputs[0], batch.targets[0], answers, size: size)]
            + results.dropFirst().map { Self.headPicture($0, size: size) }
    }

    private static let scale = 4

    private static func answerPicture(
        _ input: Tensor, _ target: Tensor, _ answers: Tensor, size: Int
    ) -> Picture {
        let rows = max(input.shape[1], target.shape[1])
        let images = [clip(input, 0, 1), maximum(target, 0), answers].map { image in
            image.transposed().padded([(0, rows - image.shape[1]), (0, 0)]).expandingDimension(at: 0)
        }
        return Picture(
            fileName: "answers-\(size).png",
            summary: "the input, the right and the given answer of a sequence of size \(size), by time step",
            image: ImageSheet(images: stack(images), columns: 1, scale: scale, range: 0...1).picture)
    }

    private static func headPicture(_ weights: Tensor, size: Int) -> Picture {
        let images = weights.transposed().expandingDimension(at: 1)
        return Picture(
            fileName: "heads-\(size).png",
            summary:
                "where the heads look in a sequence of size \(size), those that read and then those that write: "
                + "rows of the memory by time step",
            image: ImageSheet(images: images, columns: images.shape[0], scale: scale, range: 0...1).picture)
    }
}
