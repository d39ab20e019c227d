import Chainrule

/// L-BFGS: a quasi-Newton method that estimates the curvature from the last gradients, for small problems and whole
/// data sets.
///
/// The loss is evaluated several times in each step, so that it is given as a function:
///
/// ```swift
/// let optimizer = LBFGS(model, lineSearch: .strongWolfe)
/// for _ in 0..<10 { print(optimizer.step { squaredError(model(inputs), targets) }) }
/// ```
///
/// Names, defaults and steps are those of PyTorch's `LBFGS`. Arithmetic is in float64, whatever the parameters are.
///
/// Source: Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989.
public final class LBFGS {
    /// How far a step goes in its direction.
    public enum LineSearch: Sendable {
        /// As far as the learning rate says.
        case none
        /// So far that the loss falls enough and its slope flattens enough: the strong Wolfe conditions.
        case strongWolfe
    }

    /// The trainable parameters in their order, which form one vector.
    private let parameters: [Parameter]
    public var learningRate: Double
    private let maxIterations, maxEvaluations: Int
    private let gradientTolerance, changeTolerance: Double
    private let lineSearch: LineSearch
    private var memory: CurvatureMemory

    /// - Parameters:
    ///   - module: whose trainable parameters are changed.
    ///   - learningRate: the length of steps without a line search, and the first length that one tries.
    ///   - maxIterations: how many directions a step takes at most.
    ///   - maxEvaluations: how often a step evaluates the loss at most; by default 1.25 times `maxIterations`.
    ///   - gradientTolerance: a step ends when no element of the gradient is larger.
    ///   - changeTolerance: a step ends when the loss or no parameter changes by more.
    ///   - historySize: how many changes of the gradient are remembered.
    ///   - lineSearch: how far a step goes in its direction.
    /// - Precondition: there is a trainable parameter; counts are positive.
    public init(
        _ module: some Module, learningRate: Double = 1, maxIterations: Int = 20, maxEvaluations: Int? = nil,
        gradientTolerance: Double = 1e-7, changeTolerance: Double = 1e-9, historySize: Int = 100,
        lineSearch: LineSearch = .none
    ) {
        parameters = module.parameters().map(\.parameter).filter(\.isTrainable)
        require(!parameters.isEmpty, "LBFGS: \(type(of: module)) has no trainable parameters")
        require(maxIterations > 0 && historySize > 0, "LBFGS: needs positive counts")
        self.learningRate = learningRate
        self.maxIterations = maxIterations
        self.maxEvaluations = maxEvaluations ?? maxIterations * 5 / 4
        self.gradientTolerance = gradientTolerance
        self.changeTolerance = changeTolerance
        self.lineSearch = lineSearch
        memory = CurvatureMemory(capacity: historySize)
    }

    /// Changes the parameters to reduce a loss.
    ///
    /// - Parameter loss: a scalar of the parameters; the same function, as of one batch, for all evaluations.
    /// - Returns: the loss before the step.
    @discardableResult
    public func step(_ loss: () -> Tensor) -> Double {
        func evaluate() -> Evaluation {
            let value = loss()
            let slopes = gradients(of: value, withRespectTo: parameters.map(\.value), unused: .zeros)
            return Evaluation(loss: value.item(), gradient: slopes.flatMap { $0.scalars(as: Double.self) })
        }
        var current = evaluate()
        let before = current.loss
        var evaluations = 1
        for iteration in 1...maxIterations {
            if current.gradient.largest <= gradientTolerance { break }
            let direction = memory.direction(current.gradient)
            let slope = current.gradient • direction
            if slope > -changeTolerance { break }
            var length = learningRate
            if memory.directionCount == 1 {
                length *= min(1, 1 / current.gradient.reduce(0) { $0 + abs($1) })
            }
            let last = current
            if lineSearch == .strongWolfe {
                let start = values
                let search = StrongWolfeSearch(
                    from: current, along: direction, slope: slope, tolerance: changeTolerance)
                let found = search.length(first: length) { length in
                    values = start.moved(direction, by: length)
                    return evaluate()
                }
                length = found.length
                values = start.moved(direction, by: length)
                current = found.evaluation
                evaluations += found.evaluationCount
            } else {
                values = values.moved(direction, by: length)
                if iteration < maxIterations {
                    current = evaluate()
                    evaluations += 1
                }
            }
            memory.lastLength = length
            if evaluations >= maxEvaluations || current.gradient.largest <= gradientTolerance
                || direction.largest * length <= changeTolerance
                || abs(current.loss - last.loss) < changeTolerance && iteration < maxIterations
            {
                break
            }
        }
        return before
    }

    /// All parameters as one vector.
    private var values: [Double] {
        get { parameters.flatMap { $0.value.scalars(as: Double.self) } }
        set {
            var rest = newValue[...]
            assign(
                parameters.map { parameter in
                    let type = parameter.type
                    let own = Tensor(Array(rest.prefix(type.shape.elementCount)), dtype: type.dtype)
                    rest = rest.dropFirst(type.shape.elementCount)
                    return (parameter as Variable, own.reshaped(to: type.shape))
                })
        }
    }

    /// What is remembered between steps.
    public func stateDictionary() -> [String: Tensor] { memory.tensors(parameterCount: values.count) }

    /// Restores what is remembered between steps.
    ///
    /// - Parameters:
    ///   - state: what ``stateDictionary()`` of an optimizer for the same module returned.
    ///   - source: where it comes from, in words, for the error.
    /// - Throws: ``StateError`` if a tensor is missing or of another shape; then nothing has changed.
    public func load(
        _ state: [String: Tensor], source: String = "the optimizer's state"
    ) throws(StateError) {
        memory = try CurvatureMemory(
            state, parameterCount: values.count, capacity: memory.capacity, source: source)
    }
}

/// A loss and its gradient at some point.
struct Evaluation {
    let loss: Double
    let gradient: [Double]
}

infix operator • : MultiplicationPrecedence

extension [Double] {
    /// The inner product.
    static func • (left: Self, right: Self) -> Double {
        var sum = 0.0
        for index in left.indices { sum += left[index] * right[index] }
        return sum
    }

    /// The largest absolute element.
    var largest: Double { reduce(0) { Swift.max($0, abs($1)) } }

    func moved(_ direction: Self, by length: Double) -> Self {
        indices.map { self[$0] + length * direction[$0] }
    }
}
