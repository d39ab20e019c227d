import Chainrule

/// The last steps of L-BFGS with the changes of the gradient along them, which tell the curvature.
struct CurvatureMemory {
    let capacity: Int
    /// The steps s and the changes of the gradient y, the oldest first.
    private var pairs: [(step: [Double], change: [Double])] = []
    private var scale = 1.0
    private var lastDirection: [Double] = []
    private var lastGradient: [Double] = []
    /// How many directions there have been.
    private(set) var directionCount = 0
    /// How far the last step went along its direction.
    var lastLength = 0.0

    init(capacity: Int) { self.capacity = capacity }

    /// The next direction, an estimate of minus the inverse Hessian times the gradient, by the two-loop recursion.
    mutating func direction(_ gradient: [Double]) -> [Double] {
        directionCount += 1
        if directionCount > 1 { remember(gradient) }
        var direction = gradient.map { -$0 }
        var shares: [Double] = []
        for (step, change) in pairs.reversed() {
            let share = (step • direction) / (change • step)
            direction = direction.moved(change, by: -share)
            shares.append(share)
        }
        direction = direction.map { $0 * scale }
        for ((step, change), share) in zip(pairs, shares.reversed()) {
            direction = direction.moved(step, by: share - (change • direction) / (change • step))
        }
        (lastDirection, lastGradient) = (direction, gradient)
        return direction
    }

    private mutating func remember(_ gradient: [Double]) {
        let change = gradient.moved(lastGradient, by: -1)
        let step = lastDirection.map { $0 * lastLength }
        let curvature = change • step
        guard curvature > 1e-10 else { return }
        if pairs.count == capacity { pairs.removeFirst() }
        pairs.append((step, change))
        scale = curvature / (change • change)
    }

    /// The memory as float64 tensors.
    func tensors(parameterCount: Int) -> [String: Tensor] {
        func matrix(_ rows: [[Double]]) -> Tensor {
            Tensor(rows.flatMap(\.self), dtype: .float64).reshaped(to: [rows.count, parameterCount])
        }
        return [
            "steps": matrix(pairs.map(\.step)), "changes": matrix(pairs.map(\.change)),
            "last": matrix(directionCount == 0 ? [] : [lastDirection, lastGradient]),
            "figures": Tensor([scale, lastLength, Double(directionCount)], dtype: .float64),
        ]
    }

    /// The memory that ``tensors(parameterCount:)`` described.
    init(
        _ state: [String: Tensor], parameterCount: Int, capacity: Int, source: String
    ) throws(StateError) {
        self.init(capacity: capacity)
        let names = ["changes", "figures", "last", "steps"]
        let expected = names.map { name in
            let rows = state[name].map { $0.rank == 2 ? min($0.shape[0], capacity) : 0 } ?? 0
            return Variable(
                .zeros(name == "figures" ? [3] : [rows, parameterCount], dtype: .float64), name: name)
        }
        let tensors = try StateError.checked(
            state, fits: zip(names, expected).map { (names: [$0], variable: $1) }, source: source)
        func rows(_ tensor: Tensor) -> [[Double]] {
            let elements = tensor.scalars(as: Double.self)
            return (0..<tensor.shape[0]).map {
                Array(elements[$0 * parameterCount..<($0 + 1) * parameterCount])
            }
        }
        pairs = zip(rows(tensors[3]), rows(tensors[0])).map { ($0, $1) }
        let last = rows(tensors[2])
        if last.count == 2 { (lastDirection, lastGradient) = (last[0], last[1]) }
        let figures = tensors[1].scalars(as: Double.self)
        (scale, lastLength, directionCount) = (figures[0], figures[1], last.count == 2 ? Int(figures[2]) : 0)
    }
}
