/// The shapes of a recurrent layer over a sequence.
struct RecurrenceSizes {
    let function: CellFunction
    let steps: Int
    let batch: Int
    let units: Int

    init(_ function: CellFunction, _ steps: Int, _ batch: Int, _ units: Int) {
        self.function = function
        self.steps = steps
        self.batch = batch
        self.units = units
    }

    /// Of the inputs' products.
    var products: Shape { [steps, batch, function.gates * units] }
    var weight: Shape { [function.gates * units, units] }
    var state: Shape { [function.states, batch, units] }
    /// Of the states and of what is saved.
    var values: Shape { [function.states + function.saved, steps, batch, units] }
    /// Of the upstream gradients: of every kind of state, and of what is saved, if anything is.
    var upstream: [Shape] {
        let states = [Shape](repeating: [steps, batch, units], count: function.states)
        return function.saved == 0 ? states : states + [[function.saved, steps, batch, units]]
    }
    /// Of the gradients of all steps and, in the row behind them, of the initial state.
    var gradients: Shape { [steps + 1, batch, function.gradients * units] }

    /// For the checks: small, because each number of each operand is varied by itself.
    static let samples: [(sizes: RecurrenceSizes, isReversed: Bool, hasLengths: Bool)] = [
        (RecurrenceSizes(.tanh, 3, 2, 2), false, false), (RecurrenceSizes(.relu, 2, 2, 2), true, true),
        (RecurrenceSizes(.lstm, 2, 1, 2), false, true), (RecurrenceSizes(.lstm, 2, 2, 1), true, false),
        (RecurrenceSizes(.gru, 2, 1, 2), true, false), (RecurrenceSizes(.gru, 1, 2, 1), false, true),
    ]
}

extension Primitive {
    /// The operands are of these shapes and one element type, and perhaps lengths, one for each example, follow.
    func requireOperands(_ shapes: [Shape], batch: Int, _ inputs: [Tensor]) throws(OperationError) {
        let real = Array(inputs.prefix(shapes.count))
        try requireFloatingPoint(real)
        try requireSameDType(real)
        if real.map(\.shape) != shapes {
            throw mismatch(
                inputs,
                "needs operands of shapes \(shapes.map(\.description).joined(separator: ", ")), got "
                    + real.map(\.shape.description).joined(separator: ", "))
        }
        let rest = inputs.dropFirst(shapes.count).map(\.type)
        if !rest.isEmpty && rest != [TensorType([batch], .int32)] {
            throw mismatch(inputs, "needs int32 lengths [\(batch)], got \(rest)")
        }
    }
}
