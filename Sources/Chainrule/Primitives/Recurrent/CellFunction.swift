/// What a recurrent network computes at every step from the products of the input and of the state.
///
/// With x a row of the input's products and z = W·h that of the last state's, the gates of all units one after the other:
///
/// - `tanh` and `relu`: h' = tanh(x + z), or ReLU.
/// - `lstm`: i, f, g, o = σ, σ, tanh, σ of x + z; c' = f·c + i·g; h' = o·tanh(c').
/// - `gru`: r, u = σ(x + z); m = z + bias; n = tanh(x + r·m); h' = n + u·(h − n).
package enum CellFunction: String, Sendable, Hashable, CaseIterable {
    case tanh, relu, lstm, gru

    /// How many products each unit has.
    var gates: Int {
        switch self {
        case .tanh, .relu: 1
        case .lstm: 4
        case .gru: 3
        }
    }

    /// How many numbers are the state of a unit: h, and c of an LSTM.
    var states: Int { self == .lstm ? 2 : 1 }

    /// How many values of each unit and step the backward pass needs besides the states: i, f, g, o or r, u, n, m.
    var saved: Int { self == .lstm || self == .gru ? 4 : 0 }

    /// How many gradients each unit and step has: those of its gates, and of a GRU that of m behind them.
    var gradients: Int { self == .gru ? 4 : gates }

    /// Which of the gradients belong to the recurrent product, in the order of the weight's rows.
    var recurrentGradients: [Range<Int>] { self == .gru ? [0..<2, 3..<4] : [0..<gates] }

    /// Whether there is a bias inside the candidate.
    var hasBias: Bool { self == .gru }
}
