/// The reference's loops over the steps of a recurrent layer, forwards and backwards.
struct RecurrenceLoop<T: FloatingScalar> {
    private let sizes: RecurrenceSizes
    private let weight: NDArray
    private let lengths: [Int32]?
    /// The steps in the order in which they are made.
    private let order: [Int]

    init(_ sizes: RecurrenceSizes, _ isReversed: Bool, weight: NDArray, lengths: NDArray?, _ type: T.Type) {
        self.sizes = sizes
        self.weight = weight
        self.lengths = lengths?.scalars()
        order = isReversed ? (0..<sizes.steps).reversed() : Array(0..<sizes.steps)
    }

    private var function: CellFunction { sizes.function }
    /// The numbers of one kind at one step.
    private var cells: Int { sizes.batch * sizes.units }

    private func isInside(_ example: Int, _ time: Int) -> Bool {
        lengths.map { $0[example] > time } ?? true
    }

    /// Where the numbers of some kind at a step begin.
    private func start(_ kind: Int, _ time: Int) -> Int { (kind * sizes.steps + time) * cells }

    /// Where those of an example begin, each of so many for every unit.
    private func start(_ time: Int, example: Int, perUnit count: Int) -> Int {
        (time * sizes.batch + example) * count * sizes.units
    }

    /// left · right, where left has a row for each example.
    private func product(_ left: [T], _ right: NDArray) -> [T] {
        matrixProduct(NDArray(left, [sizes.batch, right.shape[0]]), right, T.self).scalars()
    }

    /// The states and saved values of all steps.
    func values(_ x: [T], _ initial: [T], _ bias: [T]) -> NDArray {
        let (units, gates, states) = (sizes.units, function.gates, function.states)
        let transposed = weight.view(Shape(weight.shape.reversed()), strides: weight.strides.reversed())
        var state = initial
        return NDArray(sizes.values, T.self) { values in
            for time in order {
                let z = product(Array(state[..<cells]), transposed)
                for cell in 0..<cells {
                    let (example, unit) = (cell / units, cell % units)
                    var saved = [T](repeating: 0, count: function.saved)
                    if isInside(example, time) {
                        let first = start(0, example: example, perUnit: gates) + unit
                        let later = start(time, example: example, perUnit: gates) + unit
                        let result = step(
                            (0..<gates).map { x[later + $0 * units] },
                            (0..<gates).map { z[first + $0 * units] },
                            bias.isEmpty ? 0 : bias[unit], (0..<states).map { state[$0 * cells + cell] })
                        for kind in 0..<states { state[kind * cells + cell] = result.state[kind] }
                        saved = result.saved
                    }
                    for kind in 0..<states { values[start(kind, time) + cell] = state[kind * cells + cell] }
                    for (kind, value) in saved.enumerated() {
                        values[start(states + kind, time) + cell] = value
                    }
                }
            }
        }
    }

    /// The next state of a unit, and what is saved, from the products of input and state.
    private func step(_ x: [T], _ z: [T], _ bias: T, _ state: [T]) -> (state: [T], saved: [T]) {
        func sigmoid(_ gate: Int) -> T { Sigmoid().value(x[gate] + z[gate]) }
        switch function {
        case .tanh: return ([T.tanh(x[0] + z[0])], [])
        case .relu: return ([ReLU().value(x[0] + z[0])], [])
        case .lstm:
            let (i, f, g, o) = (sigmoid(0), sigmoid(1), T.tanh(x[2] + z[2]), sigmoid(3))
            let c = f * state[1] + i * g
            return ([o * T.tanh(c), c], [i, f, g, o])
        case .gru:
            let (r, u, m) = (sigmoid(0), sigmoid(1), z[2] + bias)
            let n = T.tanh(x[2] + r * m)
            return ([n + u * (state[0] - n)], [r, u, n, m])
        }
    }

    /// The gradients of all steps and of the initial state; `upstream` has those of states and saved values, kind by kind.
    func gradients(_ upstream: [T], _ values: [T], _ initial: [T]) -> NDArray {
        let (units, states, kinds) = (sizes.units, function.states, function.gradients)
        let recurrent = function.recurrentGradients.flatMap { $0 }
        var state = [T](repeating: 0, count: states * cells)
        return NDArray(sizes.gradients, T.self) { gradients in
            for place in order.indices.reversed() {
                let time = order[place]
                var sums = [T](repeating: 0, count: recurrent.count * cells)
                for cell in 0..<cells {
                    let (example, unit) = (cell / units, cell % units)
                    for kind in 0..<states {
                        state[kind * cells + cell] += upstream[start(kind, time) + cell]
                    }
                    var row = [T](repeating: 0, count: kinds)
                    if isInside(example, time) {
                        let before = (0..<states).map { kind in
                            place == 0
                                ? initial[kind * cells + cell] : values[start(kind, order[place - 1]) + cell]
                        }
                        let all = (0..<states + function.saved).map { start($0, time) + cell }
                        let result = stepBack(
                            (0..<states).map { state[$0 * cells + cell] },
                            all.dropFirst(states).map { upstream[$0] },
                            all.map { values[$0] }, before)
                        for kind in 0..<states { state[kind * cells + cell] = result.state[kind] }
                        row = result.row
                    }
                    let first = start(time, example: example, perUnit: kinds) + unit
                    for kind in 0..<kinds { gradients[first + kind * units] = row[kind] }
                    let sum = start(0, example: example, perUnit: recurrent.count) + unit
                    for (number, kind) in recurrent.enumerated() { sums[sum + number * units] = row[kind] }
                }
                for (cell, gradient) in product(sums, weight).enumerated() { state[cell] += gradient }
            }
            for cell in 0..<cells {
                let first = start(sizes.steps, example: cell / units, perUnit: kinds) + cell % units
                for kind in 0..<kinds {
                    gradients[first + kind * units] = kind < states ? state[kind * cells + cell] : 0
                }
            }
        }
    }

    /// The gradients of a unit's sums, and of the state before a step, but for what the recurrent product adds to it.
    private func stepBack(
        _ state: [T], _ upstream: [T], _ values: [T], _ before: [T]
    ) -> (row: [T], state: [T]) {
        func ofSigmoid(_ gradient: T, _ y: T) -> T { gradient * y * (1 - y) }
        func ofTanh(_ gradient: T, _ y: T) -> T { gradient * (1 - y * y) }
        switch function {
        case .tanh: return ([ofTanh(state[0], values[0])], [0])
        case .relu: return ([values[0] > 0 ? state[0] : 0], [0])
        case .lstm:
            let (i, f, g, o) = (values[2], values[3], values[4], values[5])
            let shown = T.tanh(values[1])
            let memory = state[1] + ofTanh(state[0] * o, shown)
            let row = [
                ofSigmoid(memory * g + upstream[0], i), ofSigmoid(memory * before[1] + upstream[1], f),
                ofTanh(memory * i + upstream[2], g), ofSigmoid(state[0] * shown + upstream[3], o),
            ]
            return (row, [0, memory * f])
        case .gru:
            let (r, u, n, m) = (values[1], values[2], values[3], values[4])
            let candidate = ofTanh(state[0] * (1 - u) + upstream[2], n)
            let row = [
                ofSigmoid(candidate * m + upstream[0], r),
                ofSigmoid(state[0] * (before[0] - n) + upstream[1], u), candidate,
                candidate * r + upstream[3],
            ]
            return (row, [state[0] * u])
        }
    }
}
