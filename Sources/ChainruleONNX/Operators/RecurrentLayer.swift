import Chainrule

/// What the recurrent operators have in common: weights for each direction, states, lengths of sequences.
struct RecurrentLayer {
    /// The states after a step, from the input of the step [B, I] and the states before it [B, H].
    typealias Step = (Tensor, [Tensor]) -> [Tensor]

    private let call: OperatorCall
    private let x: ONNXValue
    private let gates: Int
    private let stateCount: Int
    private let directions: [Bool]
    private let units: Int
    private let isBatchFirst: Bool
    private let activations: [[@Sendable (Tensor) -> Tensor]]
    private let weights: Tensor
    private let recurrences: Tensor
    private let biasValues: Tensor
    private let peepholeValues: Tensor
    private let initial: [Tensor]
    private let lengths: Tensor?

    init(_ call: OperatorCall, gates: Int, functions: [String], states: Int = 1) throws {
        (self.call, self.gates, stateCount) = (call, gates, states)
        isBatchFirst = try call.flag("layout")
        let input = try call.real(0)
        try call.check(
            input.rank == 3 && !input.shape.contains(0), "the input must have three axes, got \(input.shape)")
        x = isBatchFirst ? input.with(input.tensor.permuted([1, 0, 2])) : input
        switch try call.text("direction", default: "forward") {
        case "forward": directions = [false]
        case "reverse": directions = [true]
        case "bidirectional": directions = [false, true]
        case let other: throw call.error("direction '\(other)' is not known")
        }
        let recurrences = try call.real(2, like: x)
        try call.check(recurrences.rank == 3, "R must have three axes, got \(recurrences.shape)")
        let units = recurrences.shape[2]
        self.units = units
        try call.check(
            try call.integer("hidden_size") ?? units == units,
            "hidden_size is not that of R \(recurrences.shape)")
        let (count, rows) = (directions.count, gates * units)
        let (steps, batch, size) = (x.shape[0], x.shape[1], x.shape[2])
        func operand(_ index: Int, _ name: String, _ shape: Shape) throws -> Tensor {
            guard call.optional(index) != nil else { return .zeros(shape, dtype: recurrences.dtype) }
            let tensor = try call.real(index, like: call.value(0))
            try call.check(
                tensor.shape == shape, "\(name) has the shape \(tensor.shape), and must have \(shape)")
            return tensor
        }
        _ = try call.value(1)
        weights = try operand(1, "W", [count, rows, size])
        try call.check(
            recurrences.shape == [count, rows, units],
            "R has the shape \(recurrences.shape), and must have \([count, rows, units])")
        self.recurrences = recurrences
        biasValues = try operand(3, "B", [count, 2 * rows])
        peepholeValues = try operand(7, "P", [count, 3 * units])
        let isFirst = isBatchFirst
        initial = try (0..<states).map { state in
            let shape: Shape = isFirst ? [batch, count, units] : [count, batch, units]
            let value = try operand(5 + state, "an initial state", shape)
            return isFirst ? value.permuted([1, 0, 2]) : value
        }
        if call.optional(4) != nil {
            let numbers = try call.integers(4)
            try call.check(
                numbers.count == batch && numbers.allSatisfy { (0...steps).contains($0) },
                "lengths \(numbers) are not \(batch) numbers from 0 to \(steps)")
            lengths = numbers.allSatisfy { $0 == steps } ? nil : Tensor(numbers, dtype: .int32)
        } else {
            lengths = nil
        }
        activations = try Self.activations(call, functions, directions.count)
    }

    func weight(_ direction: Int) -> Tensor { weights[direction].transposed() }
    func recurrence(_ direction: Int) -> Tensor { recurrences[direction].transposed() }
    func activation(_ direction: Int, _ index: Int) -> @Sendable (Tensor) -> Tensor {
        activations[direction][index]
    }

    /// The biases beside the products with the input, and beside those with the state.
    func biases(_ direction: Int) -> (Tensor, Tensor) {
        let halves = biasValues[direction].split(count: 2)
        return (halves[0], halves[1])
    }

    func joinedBias(_ direction: Int) -> Tensor {
        let (left, right) = biases(direction)
        return left + right
    }

    func peepholes(_ direction: Int) -> [Tensor] { peepholeValues[direction].split(count: 3) }

    /// The states of all steps [T, D, B, H], and the last ones [D, B, H].
    func outputs(_ step: (RecurrentLayer, Int) throws -> Step) throws -> [ONNXValue] {
        var (sequences, lasts) = ([Tensor](), [[Tensor]](repeating: [], count: stateCount))
        for (direction, isReversed) in directions.enumerated() {
            let function = try step(self, direction)
            var states = initial.map { $0[direction] }
            var outputs: [Tensor] = []
            for place in 0..<x.shape[0] {
                let time = isReversed ? x.shape[0] - 1 - place : place
                var next = function(x.tensor[time], states)
                var output = next[0]
                if let lengths {
                    // Behind its end, a sequence keeps its states and has no outputs.
                    let isWithin = (lengths .> Double(time)).expandingDimension(at: 1)
                    output = select(output, where: isWithin, otherwise: 0)
                    next = zip(next, states).map { select($0, where: isWithin, otherwise: $1) }
                }
                states = next
                outputs.append(output)
            }
            sequences.append(stack(isReversed ? outputs.reversed() : outputs))
            for (index, state) in states.enumerated() { lasts[index].append(state) }
        }
        let all = stack(sequences, axis: 1)
        let sequence = isBatchFirst ? all.permuted([2, 0, 1, 3]) : all
        let last = lasts.map { isBatchFirst ? stack($0, axis: 1) : stack($0) }
        return [x.with(sequence)] + last.map(x.with)
    }

    private static func activations(
        _ call: OperatorCall, _ standard: [String], _ directions: Int
    ) throws -> [[@Sendable (Tensor) -> Tensor]] {
        let bound = try call.number("clip")
        let names = try call.texts("activations") ?? (0..<directions).flatMap { _ in standard }
        try call.check(names.count == standard.count * directions, "\(names.count) activations are given")
        try call.check(
            !call.has("activation_alpha") && !call.has("activation_beta"),
            "activations with parameters are not supported")
        let functions = try names.map { name -> @Sendable (Tensor) -> Tensor in
            let function: @Sendable (Tensor) -> Tensor
            switch name.lowercased() {
            case "sigmoid": function = { sigmoid($0) }
            case "tanh": function = { tanh($0) }
            case "relu": function = { relu($0) }
            case "softsign": function = { $0 / (1 + abs($0)) }
            case "softplus": function = { softplus($0) }
            default: throw call.error("activation '\(name)' is not supported")
            }
            guard let bound else { return function }
            try call.check(bound >= 0, "clip must not be negative")
            return { function(clip($0, -bound, bound)) }
        }
        return (0..<directions).map { Array(functions[$0 * standard.count..<($0 + 1) * standard.count]) }
    }
}
