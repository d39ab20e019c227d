import Chainrule
import ChainruleNN

/// A network of one hidden layer that separates two classes of points, with a penalty on its weights.
package final class RegularizedClassifier {
    /// How it does on a set of points.
    package struct Score: Encodable {
        package let loss: Double
        package let accuracy: Double
    }

    let hidden: Int
    /// The coefficient λ of the penalty ½λ·Σw².
    let penalty: Double
    private let step: Compiled<Tensor>
    private let evaluation: Compiled<[Tensor], Tensor, Tensor>
    private let probabilities: Compiled<Tensor, Tensor>

    /// - Parameters:
    ///   - hidden: the number of hidden units.
    ///   - penalty: the coefficient λ of the penalty ½λ·Σw².
    ///   - learningRate: Adam's.
    ///   - points: what it is trained on.
    ///   - seed: of the initial weights.
    init(hidden: Int, penalty: Double, learningRate: Double, points: ClassifiedPoints, seed: Int) {
        (self.hidden, self.penalty) = (hidden, penalty)
        let generator = Generator(seed: UInt64(seed))
        let network = Sequential {
            Linear(2, hidden, weights: .he, from: generator)
            ReLU()
            Linear(hidden, 1, weights: .xavier, from: generator)
        }
        // Kinks all over the plane: a penalty alone does not move them there.
        initialize(network, weights: .normal(deviation: 1), biases: .uniform(in: -1..<1), from: generator) {
            name, _ in name.hasPrefix("0.")
        }
        let optimizer = Adam(network, learningRate: learningRate)
        step = compile {
            let loss =
                binaryCrossEntropyWithLogits(network(points.places), points.classes)
                + l2Penalty(of: network, strength: penalty)
            optimizer.update(gradients(of: loss, withRespectTo: network))
            return loss
        }
        evaluation = compile { (points: Tensor, classes: Tensor) -> [Tensor] in
            let scores = network(points)
            let isRight = (scores .> 0) .== (classes .> 0.5)
            return [binaryCrossEntropyWithLogits(scores, classes), isRight.cast(to: .float32).mean()]
        }
        probabilities = compile { (points: Tensor) in sigmoid(network(points)) }
    }

    /// Makes one step on all points.
    func train() { _ = step() }

    /// How it does, without the penalty.
    func score(on points: ClassifiedPoints) -> Score {
        let results = evaluation(points.places, points.classes)
        return Score(loss: results[0].item(), accuracy: results[1].item())
    }

    /// The probability of class 1 at each of some places.
    func probabilities(at points: ClassifiedPoints) -> [Float] { probabilities(points.places).scalars() }
}

/// Points of the plane as the networks take them.
struct ClassifiedPoints {
    /// `[N, 2]`, about as large as 1.
    let places: Tensor
    /// 0 or 1, float32 `[N, 1]`.
    let classes: Tensor
    /// Coordinates x, y and class of each.
    let packed: PackedFloats

    private static let scale: Float = 3

    init(_ points: PlanePoints) {
        let numbers = points.features([.x, .y])
        let classes: [Float] = points.targets.map { $0 > 0 ? 1 : 0 }
        places = Tensor(numbers.map { $0 / Self.scale }, shape: [points.count, 2])
        self.classes = Tensor(classes, shape: [points.count, 1])
        packed = PackedFloats(
            points.targets.indices.flatMap { [numbers[2 * $0], numbers[2 * $0 + 1], classes[$0]] })
    }
}
