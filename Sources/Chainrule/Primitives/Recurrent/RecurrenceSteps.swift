/// The gradients of a recurrent layer as operations on tensors, a few for each step: what second derivatives are made of.
struct RecurrenceSteps {
    private let function: CellFunction
    private let isReversed: Bool
    private let upstream: [Tensor]
    private let upstreamSaved: Tensor?
    private let values: Tensor
    private let weight: Tensor
    private let initial: Tensor
    private let lengths: Tensor?

    /// - Parameter operands: those of `RecurrenceGradient`.
    init(_ function: CellFunction, _ isReversed: Bool, _ operands: [Tensor], upstreams: Int) {
        self.function = function
        self.isReversed = isReversed
        upstream = Array(operands.prefix(function.states))
        upstreamSaved = function.saved > 0 ? operands[function.states] : nil
        values = operands[upstreams]
        weight = operands[upstreams + 1]
        initial = operands[upstreams + 2]
        lengths = operands.dropFirst(upstreams + 3).first
    }

    var gradients: Tensor {
        let steps = values.shape[1]
        let order = isReversed ? Array((0..<steps).reversed()) : Array(0..<steps)
        var state = (0..<function.states).map { initial[$0].zerosLike }
        var rows = [Tensor](repeating: state[0], count: steps)
        for place in order.indices.reversed() {
            let time = order[place]
            let before = (0..<function.states).map { kind in
                place == 0 ? initial[kind] : values[kind, order[place - 1]]
            }
            let later = zip(state, upstream).map { $0 + $1[time] }
            let (row, earlier) = step(time, later, before)
            guard let lengths else {
                (rows[time], state) = (row, earlier)
                continue
            }
            let isInside = (lengths .> Double(time)).expandingDimension(at: 1)
            rows[time] = select(row, where: isInside, otherwise: 0)
            state = zip(earlier, later).map { select($0, where: isInside, otherwise: $1) }
        }
        let last = concatenate(state, axis: 1)
        let padding = rows[0].shape[1] - last.shape[1]
        return stack(rows + [padding == 0 ? last : last.padded([(0, 0), (0, padding)])])
    }

    /// The gradients of a step's sums, and of the state before it, given those of the state behind it.
    private func step(_ time: Int, _ state: [Tensor], _ before: [Tensor]) -> (Tensor, [Tensor]) {
        func saved(_ number: Int) -> Tensor { values[function.states + number, time] }
        func upstream(_ number: Int) -> Tensor { upstreamSaved![number, time] }
        func ofSigmoid(_ gradient: Tensor, _ y: Tensor) -> Tensor { gradient * y * (1 - y) }
        func ofTanh(_ gradient: Tensor, _ y: Tensor) -> Tensor { gradient * (1 - y * y) }
        let h = values[0, time]
        switch function {
        case .tanh, .relu:
            let sum = function == .tanh ? ofTanh(state[0], h) : select(state[0], where: h .> 0, otherwise: 0)
            return (sum, [matmul(sum, weight)])
        case .lstm:
            let (i, f, g, o) = (saved(0), saved(1), saved(2), saved(3))
            let shown = tanh(values[1, time])
            let memory = state[1] + ofTanh(state[0] * o, shown)
            let sums = concatenate(
                [
                    ofSigmoid(memory * g + upstream(0), i), ofSigmoid(memory * before[1] + upstream(1), f),
                    ofTanh(memory * i + upstream(2), g), ofSigmoid(state[0] * shown + upstream(3), o),
                ], axis: 1)
            return (sums, [matmul(sums, weight), memory * f])
        case .gru:
            let (r, u, n, m) = (saved(0), saved(1), saved(2), saved(3))
            let candidate = ofTanh(state[0] * (1 - u) + upstream(2), n)
            let update = ofSigmoid(state[0] * (before[0] - n) + upstream(1), u)
            let product = candidate * r + upstream(3)
            let reset = ofSigmoid(candidate * m + upstream(0), r)
            let recurrent = matmul(concatenate([reset, update, product], axis: 1), weight)
            return (concatenate([reset, update, candidate, product], axis: 1), [recurrent + state[0] * u])
        }
    }
}
