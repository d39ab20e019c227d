import Chainrule
import ChainruleNN

/// A Neural Turing Machine: a network with a memory that it learns to read and to write (Graves, Wayne and Danihelka 2014).
///
/// Sequences `[N, steps, inputs]` become logits `[N, steps, outputs]`, made of the controller's output and of what was read;
/// see ``NTMCell``.
public struct NeuralTuringMachine: Layer {
    public let cell: NTMCell
    public let linear: Linear

    /// - Parameters:
    ///   - cell: the controller, the memory and its heads.
    ///   - outputs: the numbers of an output.
    ///   - dtype: the element type of the parameters, that of the cell.
    ///   - generator: the random generator of the initial values.
    public init(
        _ cell: NTMCell, outputs: Int, dtype: DType = .float32, from generator: Generator = .current
    ) {
        self.cell = cell
        linear = Linear(cell.outputs, outputs, dtype: dtype, from: generator)
    }

    public func forward(_ input: Tensor) -> Tensor { watched(input).outputs }

    /// The outputs, and where the heads look at each step, those that read before those that write: `[N, heads, steps, rows]`.
    public func watched(_ input: Tensor) -> (outputs: Tensor, headWeights: Tensor) {
        var state = cell.initialState(batch: input.shape[0])
        let states = (0..<input.shape[1]).map { step in
            state = cell(input[0..., step], state)
            return state
        }
        return (
            linear(stack(states.map(cell.output), axis: 1)), stack(states.map(\.weights), axis: 2)
        )
    }
}
