import Chainrule

// Descriptions of layers, and the checks of their inputs.

extension ModuleVariable {
    /// A description of a layer, as in `Linear(784 → 100)`, followed by its dotted name if this variable of it
    /// has been found in a module.
    func layer(_ summary: String) -> String {
        let path = (path ?? "").split(separator: ".").dropLast().joined(separator: ".")
        return summary + (path.isEmpty ? "" : " '\(path)'")
    }
}

extension Module where Self: CustomStringConvertible {
    func requireInput(_ input: Tensor, _ fits: Bool, _ expected: @autoclosure () -> String) {
        require(fits, "\(self): expected \(expected()), got \(input.type)")
    }

    /// The input has the element type of the layer's parameters.
    func requireInput(_ input: Tensor, like parameter: Parameter) {
        let dtype = parameter.type.dtype
        require(
            input.dtype == dtype, "\(self): expected \(dtype), got \(input.type); convert with cast(to:)")
    }

    /// The input is a tensor [N, C, spatial...], with as many channels if a number is given.
    func requireInput<Spatial: SpatialAxes>(_ input: Tensor, channels: Int? = nil, _ spatial: Spatial.Type) {
        let axes = ["L", "H, W", "D, H, W"][Spatial.count - 1]
        let fits = input.rank == Spatial.count + 2 && channels ?? input.shape[1] == input.shape[1]
        requireInput(input, fits, "an input [N, \(channels.map(String.init) ?? "C"), \(axes)]")
    }
}
