import Chainrule
import ChainruleData

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
    /// `[N, classes]` for scores; `[N]` or `[N, 1]` for a single score, which predicts class 1 if it is above 0 and
    /// class 0 otherwise; more leading axes, such as those of `[N, time, classes]`, count as more examples.
    /// Any shape that starts with N for numbers. Metrics that compare outputs and targets check whether their shapes fit;
    /// a metric of the loss alone accepts any.
    public let shape: Shape
    public let targets: Targets
    /// The mean loss per example, in nats where it is a negative logarithm of a probability.
    public let loss: Double
    /// The number of examples: of labels, or for numbers the size of the first axis.
    public let count: Int
    /// How many labels each of the N examples has, one after the other: 1, or if there is a label for every place, such as the
    /// steps of a sequence, the number of places that count; empty for numbers.
    public let labelCounts: [Int]

    /// - Precondition: there are as many outputs as the shape says.
    public init(outputs: [Float], shape: Shape, targets: Targets, loss: Double) {
        self.init(outputs, shape, targets, loss, labelCounts: nil)
    }

    private init(
        _ outputs: [Float], _ shape: Shape, _ targets: Targets, _ loss: Double, labelCounts: [Int]?
    ) {
        require(
            outputs.count == shape.elementCount,
            "Predictions: \(outputs.count) outputs do not fill the shape \(shape)")
        self.outputs = outputs
        self.shape = shape
        self.targets = targets
        self.loss = loss
        guard case .labels(let labels) = targets else {
            count = shape.first ?? 1
            self.labelCounts = []
            return
        }
        count = labels.count
        let examples = shape.first ?? 0
        self.labelCounts =
            labelCounts ?? Array(repeating: labels.count / max(examples, 1), count: examples)
    }

    /// Computes the tensors where they have no values yet.
    ///
    /// - Parameters:
    ///   - outputs: scores or numbers; see ``shape``. Scores `[N, classes, …]` of labels `[N, …]`, as segmentation has
    ///     them, are brought into the order `[N, …, classes]`.
    ///   - targets: labels if integers, else numbers. Of labels `[N, …]` of places those that are `Batch.ignoredLabel` are
    ///     left out together with their scores.
    ///   - loss: the mean loss per example, a scalar.
    public init(outputs: Tensor, targets: Tensor, loss: Tensor) {
        if targets.dtype.isFloatingPoint {
            self.init(
                outputs: outputs.scalars(), shape: outputs.shape, targets: .numbers(targets.scalars()),
                loss: loss.item())
            return
        }
        let ordered = outputs.classesLast(for: targets)
        let (scores, labels): ([Float], [Int32]) = (ordered.scalars(), targets.scalars())
        if targets.rank < 2 || !labels.contains(Int32(Batch.ignoredLabel)) {
            self.init(outputs: scores, shape: ordered.shape, targets: .labels(labels), loss: loss.item())
            return
        }
        let places = labels.indices.filter { labels[$0] != Batch.ignoredLabel }
        let (width, perExample) = (scores.count / labels.count, labels.count / targets.shape[0])
        var labelCounts = [Int](repeating: 0, count: targets.shape[0])
        for place in places { labelCounts[place / perExample] += 1 }
        self.init(
            places.flatMap { scores[$0 * width..<($0 + 1) * width] }, [places.count, width],
            .labels(places.map { labels[$0] }), loss.item(), labelCounts: labelCounts)
    }

    /// The number of outputs per example; 0 without examples.
    var width: Int {
        if case .labels(let labels) = targets, labels.isEmpty { return shape.last ?? 1 }
        return count == 0 ? 0 : outputs.count / count
    }

    /// The number of classes: two if there is one score per example.
    var classCount: Int { max(width, 2) }

    /// The class with the largest score of every example: the first of several, NaN before numbers.
    public func predictedClasses() -> [Int32] {
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

    /// The labels, for a metric that compares them with scores; of probabilities of the classes, such as those of mixed examples,
    /// the most probable class.
    ///
    /// - Precondition: the targets are labels or such probabilities, there is a row of scores for each, and each is one of the classes.
    public func labels(for metric: some Metric) -> [Int32] {
        let name = "\(type(of: metric))"
        let labels: [Int32]
        switch targets {
        case .labels(let given): labels = given
        case .numbers(let numbers):
            guard let classes = mostProbable(numbers) else {
                fatalError("\(name): needs class labels as targets, got numbers")
            }
            labels = classes
        }
        let fits =
            outputs.count == labels.count
            || outputs.count > labels.count && shape.dropLast().reduce(1, *) == labels.count
        require(fits, "\(name): \(labels.count) labels do not fit outputs of shape \(shape)")
        let classes = 0..<Int32(classCount)
        if let label = labels.first(where: { !classes.contains($0) }) {
            fatalError(
                "\(name): the label \(label) is out of range for the \(classCount) classes of the outputs \(shape)"
            )
        }
        return labels
    }

    /// The most probable class of each row of probabilities; nil if the numbers are none.
    private func mostProbable(_ numbers: [Float]) -> [Int32]? {
        let width = width
        guard width > 1, numbers.count == outputs.count else { return nil }
        var classes: [Int32] = []
        for start in stride(from: 0, to: numbers.count, by: width) {
            let row = numbers[start..<start + width]
            guard row.allSatisfy({ $0 >= 0 }), abs(row.reduce(0, +) - 1) < 1e-3 else { return nil }
            classes.append(Int32(row.firstIndex(of: row.max()!)! - start))
        }
        return classes
    }

    /// The targets, for a metric that compares them with the outputs one by one.
    ///
    /// - Precondition: the targets are numbers, as many as there are outputs.
    public func numbers(for metric: some Metric) -> [Float] {
        let name = "\(type(of: metric))"
        guard case .numbers(let numbers) = targets else {
            fatalError("\(name): needs numbers as targets, got class labels")
        }
        require(
            numbers.count == outputs.count,
            "\(name): \(numbers.count) targets do not fit outputs of shape \(shape)")
        return numbers
    }
}

extension Tensor {
    /// Scores with the axis of the classes behind the others, if `labels` say that it is the second axis.
    ///
    /// Where both would fit, it is the second axis of images and the last axis of sequences.
    fileprivate func classesLast(for labels: Tensor) -> Tensor {
        let shape = Array(shape)
        guard shape.count >= 3, labels.shape.elementsEqual([shape[0]] + shape.dropFirst(2)) else {
            return self
        }
        if shape.count == 3 && labels.shape.elementsEqual(shape.dropLast()) { return self }
        return permuted([0] + Array(2..<shape.count) + [1])
    }
}
