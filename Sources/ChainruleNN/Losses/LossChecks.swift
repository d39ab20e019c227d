import Chainrule

/// Traps unless an output and its target have the same shape and element type: `[N]` beside `[N, 1]` would
/// broadcast to `[N, N]` silently.
func requireSameType(
    _ loss: String, _ output: Tensor, _ target: Tensor,
    _ names: (String, String) = ("prediction is", "target")
) {
    require(
        output.type == target.type, "\(loss): the \(names.0) \(output.type) and the \(names.1) \(target.type)"
    )
}

/// The product, but 0 where the factor is 0, whatever the loss.
func part(_ factor: Tensor, of losses: Tensor) -> Tensor {
    select(.zeros(losses.shape, dtype: losses.dtype), where: factor .== 0, otherwise: factor * losses)
}
