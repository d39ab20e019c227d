import Chainrule

/// The outputs of a model for a batch, the targets and the loss.
public struct Predictions: Sendable {
    /// What a model should output.
    public enum Targets: Sendable, Equatable {
        /// The class of every example.
        case labels([Int32])
        /// As many numbers as the model has outputs, in the same order.
        case numbers([Float])
    }

    /// The outputs in row-major order.
    public let outputs: [Float]
    /// `[N, classes]` for scores; `[N]` or `[N, 1]` where one score speaks for class 1 if it is above 0 and for
    /// class 0 otherwise; more leading axes, such as those of `[N, time, classes]`, count as more examples.
    /// Any shape that starts with N for numbers.
    public let shape: Shape
    public let targets: Targets
    /// The mean loss per example, in nats where it is a negative logarithm of a probability.
    public let loss: Double
    /// The number of examples: of labels, or for numbers the size of the first axis.
    public let count: Int

    /// - Precondition: outputs and targets fit together, and every label is one of the classes.
    public init(outputs: [Float], shape: Shape, targets: Targets, loss: Double) {
        require(
            outputs.count == shape.elementCount,
            "Predictions: \(outputs.count) outputs do not fill the shape \(shape)")
        self.outputs = outputs
        self.shape = shape
        self.targets = targets
        self.loss = loss
        switch targets {
        case .numbers(let numbers):
            require(
                numbers.count == outputs.count,
                "Predictions: \(numbers.count) numbers for the outputs \(shape)")
            count = shape.first ?? 1
        case .labels(let labels):
            count = labels.count
            let fits =
                outputs.count == labels.count
                || outputs.count > labels.count && shape.dropLast().reduce(1, *) == labels.count
            require(fits, "Predictions: \(labels.count) labels for the outputs \(shape)")
            let classes = 0..<Int32(classCount)
            require(
                labels.allSatisfy { classes.contains($0) },
                "Predictions: a label is none of the \(classCount) classes of the outputs \(shape)")
        }
    }

    /// Computes the tensors where they have no values yet.
    ///
    /// - Parameters:
    ///   - outputs: scores or numbers; see ``shape``.
    ///   - targets: labels if integers, else numbers.
    ///   - loss: the mean loss per example, a scalar.
    /// - Precondition: outputs and targets fit together, and every label is one of the classes.
    public init(outputs: Tensor, targets: Tensor, loss: Tensor) {
        self.init(
            outputs: outputs.scalars(), shape: outputs.shape,
            targets: targets.dtype.isFloatingPoint ? .numbers(targets.scalars()) : .labels(targets.scalars()),
            loss: loss.item())
    }

    /// How many outputs an example has; 0 if there are no examples of numbers.
    var width: Int {
        if case .labels(let labels) = targets, labels.isEmpty { return shape.last ?? 1 }
        return count == 0 ? 0 : outputs.count / count
    }

    /// How many classes the scores tell apart: two if there is one score per example.
    var classCount: Int { max(width, 2) }

    /// The class with the largest score of every example: the first of several, NaN before numbers.
    func predictedClasses() -> [Int32] {
        let width = width
        return outputs.withUnsafeBufferPointer { outputs in
            if width == 1 { return outputs.map { $0 > 0 ? 1 : 0 } }
            return (0..<count).map { row in
                let start = row * width
                var best = start
                for place in start + 1..<start + width where !(outputs[place] <= outputs[best]) {
                    if !outputs[best].isNaN { best = place }
                }
                return Int32(best - start)
            }
        }
    }

    func labels(for metric: some Metric) -> [Int32] {
        guard case .labels(let labels) = targets else {
            fatalError("\(type(of: metric)): needs class labels, got numbers")
        }
        return labels
    }

    func numbers(for metric: some Metric) -> [Float] {
        guard case .numbers(let numbers) = targets else {
            fatalError("\(type(of: metric)): needs numbers as targets, got class labels")
        }
        return numbers
    }
}
