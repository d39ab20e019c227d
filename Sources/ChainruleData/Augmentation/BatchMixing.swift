import Chainrule

/// How the samples of a batch are mixed with each other.
///
/// Each sample is mixed with another one of its batch, chosen at random, and so are their targets, which become probabilities
/// of the classes: train on them with `softmaxCrossEntropy(_:probabilities:)`. The share λ is drawn from the beta distribution
/// Beta(α, α), once for a batch.
public enum BatchMixing: Sendable, Equatable {
    /// λx₁ + (1 − λ)x₂, with the targets λy₁ + (1 − λ)y₂.
    ///
    /// Zhang, Cisse, Dauphin and Lopez-Paz, "mixup: Beyond empirical risk minimization", 2018, with α = 1 for CIFAR-10 and 0.2 for
    /// ImageNet.
    case mixup(alpha: Double)
    /// A rectangle of x₂ in x₁, a share 1 − λ of the image; targets as with mixup, by the part of the rectangle within the image.
    ///
    /// Yun, Han, Oh, Chun, Choe and Yoo, "CutMix: Regularization strategy to train strong classifiers with localizable
    /// features", 2019, with α = 1. Inputs are `[N, channels, height, width]`.
    case cutMix(alpha: Double)

    private var alpha: Double {
        switch self {
        case .mixup(let alpha), .cutMix(let alpha): alpha
        }
    }

    /// The samples of a batch, mixed with each other.
    ///
    /// - Parameters:
    ///   - batch: targets are labels, or probabilities `[N, classes]`.
    ///   - classCount: the number of classes.
    ///   - random: where all random numbers come from.
    /// - Returns: the batch with targets `[N, classes]` that add up to 1, and its fields unchanged.
    /// - Precondition: α is positive, and the shapes are right.
    public func callAsFunction(_ batch: Batch, classCount: Int, drawingFrom random: inout RandomStream)
        -> Batch
    {
        require(alpha > 0, "\(self): alpha must be positive")
        let targets = batch.targets.softTargets(classCount)
        let share = random.beta(alpha)
        let partners = Tensor(random.permutation(of: batch.count).map(Int32.init), shape: [batch.count])
        let others = batch.inputs[partners]
        let (inputs, kept): (Tensor, Double)
        switch self {
        case .mixup: (inputs, kept) = (batch.inputs * share + others * (1 - share), share)
        case .cutMix:
            let rectangle = Rectangle(share: 1 - share, of: batch.inputs.shape, &random)
            inputs = select(others, where: rectangle.mask, otherwise: batch.inputs)
            kept = 1 - rectangle.share
        }
        return Batch(
            inputs: inputs, targets: targets * kept + targets[partners] * (1 - kept), fields: batch.fields)
    }
}

extension Tensor {
    /// Labels as one-hot rows; probabilities as they are.
    fileprivate func softTargets(_ classCount: Int) -> Tensor {
        let targets = dtype.isFloatingPoint ? self : oneHot(classCount)
        require(
            targets.rank == 2 && targets.shape[1] == classCount,
            "mixing needs labels or probabilities of \(classCount) classes, got targets \(type)")
        return targets
    }
}

/// The part of an image that CutMix takes from another one.
private struct Rectangle {
    let rows, columns: Range<Int>
    let height, width: Int

    init(share: Double, of shape: Shape, _ random: inout RandomStream) {
        require(shape.rank == 4, "CutMix needs images [N, channels, height, width], got \(shape)")
        (height, width) = (shape[2], shape[3])
        func range(_ size: Int, _ random: inout RandomStream) -> Range<Int> {
            let half = Int(Double(size) * share.squareRoot()) / 2
            let middle = random.integer(below: size)
            return max(0, middle - half)..<min(size, middle + half)
        }
        rows = range(height, &random)
        columns = range(width, &random)
    }

    var share: Double { Double(rows.count * columns.count) / Double(height * width) }

    /// `[height, width]`: whether a pixel belongs to it.
    var mask: Tensor {
        Tensor(shape: [height, width], of: Bool.self) { mask in
            for row in rows { for column in columns { mask[row * width + column] = true } }
        }
    }
}
