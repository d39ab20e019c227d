/// One evaluation of a function under check: its value and the smooth pieces on which it was computed.
struct Evaluation {
    let output: Tensor
    /// The output's elements.
    let values: [Double]
    private let nodeCount: Int
    private let pieces: [(primitive: String, places: [UInt8])]

    init(of function: ([Tensor]) -> Tensor, at inputs: [Tensor], seed: UInt64) {
        output = withRandomSeed(seed) { function(inputs) }
        require(
            output.dtype == .float64,
            "checkGradients: the function's output is \(output.type), but numerical differentiation needs the precision of "
                + "float64; do not cast the inputs")
        values = output.scalars()
        let nodes = TopologicalOrder(endingAt: [output]).nodes
        nodeCount = nodes.count
        pieces = nodes.compactMap { node in
            // What became an integer can jump only where it was made from a real number.
            guard let primitive = node.primitive as? any PiecewisePrimitive,
                node.inputs[0].dtype.isFloatingPoint
            else { return nil }
            return (primitive.name, primitive.pieces(node.inputs.map(\.value)).bytes())
        }
    }

    /// The primitive that has a corner between this evaluation and `other`; nil if all is smooth.
    func corner(before other: Evaluation) -> String? {
        // The function's own branches depend on values too.
        if nodeCount != other.nodeCount || pieces.count != other.pieces.count { return "control flow" }
        return zip(pieces, other.pieces).first { $0.places != $1.places }?.0.primitive
    }
}
