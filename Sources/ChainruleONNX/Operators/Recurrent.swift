import Chainrule

extension Operator {
    private static let settings: Set<String> = [
        "activations", "activation_alpha", "activation_beta", "clip", "direction", "hidden_size", "layout",
    ]

    /// Recurrent layers over whole sequences.
    static let recurrent: [String: Operator] = [
        "RNN": Operator(settings, since: 7, outputs: 2) { call in
            try RecurrentLayer(call, gates: 1, functions: ["Tanh"]).outputs { layer, direction in
                let bias = layer.joinedBias(direction)
                return { x, states in
                    let h =
                        matmul(x, layer.weight(direction)) + matmul(states[0], layer.recurrence(direction))
                    return [layer.activation(direction, 0)(h + bias)]
                }
            }
        },
        "GRU": Operator(settings.union(["linear_before_reset"]), since: 7, outputs: 2) { call in
            let isLinearFirst = try call.flag("linear_before_reset")
            return try RecurrentLayer(call, gates: 3, functions: ["Sigmoid", "Tanh"]).outputs {
                layer, direction in
                let (f, g) = (layer.activation(direction, 0), layer.activation(direction, 1))
                let (w, r) = (layer.weight(direction), layer.recurrence(direction).split(count: 3, axis: 1))
                let (wb, rb) = layer.biases(direction)
                let inner = rb.split(count: 3, axis: 0)
                return { x, states in
                    let h = states[0]
                    let products = (matmul(x, w) + wb).split(count: 3, axis: 1)
                    let update = f(products[0] + matmul(h, r[0]) + inner[0])
                    let reset = f(products[1] + matmul(h, r[1]) + inner[1])
                    let recurrent =
                        isLinearFirst
                        ? reset * (matmul(h, r[2]) + inner[2]) : matmul(reset * h, r[2]) + inner[2]
                    return [(1 - update) * g(products[2] + recurrent) + update * h]
                }
            }
        },
        "LSTM": Operator(settings.union(["input_forget"]), since: 7, outputs: 3) { call in
            let joinsForget = try call.flag("input_forget")
            let layer = try RecurrentLayer(call, gates: 4, functions: ["Sigmoid", "Tanh", "Tanh"], states: 2)
            return try layer.outputs { layer, direction in
                let (f, g) = (layer.activation(direction, 0), layer.activation(direction, 1))
                let h = layer.activation(direction, 2)
                let (w, r, bias) = (
                    layer.weight(direction), layer.recurrence(direction), layer.joinedBias(direction)
                )
                let peepholes = layer.peepholes(direction)
                return { x, states in
                    let gates = (matmul(x, w) + matmul(states[0], r) + bias).split(count: 4, axis: 1)
                    let cell = states[1]
                    let input = f(gates[0] + cell * peepholes[0])
                    let forget = joinsForget ? 1 - input : f(gates[2] + cell * peepholes[2])
                    let next = forget * cell + input * g(gates[3])
                    let output = f(gates[1] + next * peepholes[1])
                    return [output * h(next), next]
                }
            }
        },
    ]
}
