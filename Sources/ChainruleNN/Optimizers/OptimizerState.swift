import Chainrule

extension Optimizer {
    /// What is kept between steps, such as velocities, under the names of the parameters: `0.weight velocity`. The names do
    /// not depend on the groups.
    ///
    /// The learning rates are not part of it.
    public final func stateDictionary() -> [String: Tensor] {
        Dictionary(uniqueKeysWithValues: state.map { ($0.name, $0.variable.value) })
    }

    /// Restores everything that is kept between steps.
    ///
    /// - Parameters:
    ///   - state: what ``stateDictionary()`` of an optimizer of the same kind and for the same module returned.
    ///   - source: where it comes from, in words, for the error.
    /// - Throws: ``StateError`` if a tensor is missing, surplus or of another shape or element type; then
    ///   nothing has changed.
    public final func load(
        _ state: [String: Tensor], source: String = "the optimizer's state"
    ) throws(StateError) {
        let tensors = try StateError.checked(
            state, fits: self.state.map { (names: [$0.name], variable: $0.variable) }, source: source)
        assign(zip(self.state, tensors).map { ($0.variable, $1) })
    }
}
