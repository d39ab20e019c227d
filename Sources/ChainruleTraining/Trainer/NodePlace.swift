import Chainrule
import ChainruleNN

/// The dotted names of parameters by the nodes of their present values.
struct ParameterNodes {
    private let names: [ObjectIdentifier: String]

    init(_ parameters: [(name: String, parameter: Parameter)]) {
        names = Dictionary(
            parameters.map { (ObjectIdentifier($0.parameter.value.node), $0.name) },
            uniquingKeysWith: { first, _ in first })
    }

    subscript(node: Node) -> String? { names[ObjectIdentifier(node)] }

    /// The parameters that `tensor` depends on, in the order in which a network uses them.
    func reached(from tensor: Tensor) -> [String] {
        TopologicalOrder(endingAt: [tensor]).nodes.compactMap { self[$0] }
    }

    /// The parameters that products of matrices and convolutions on the way from `inputs` to `outputs` take for a
    /// factor, as they are or transformed, in the order in which a network uses them. Not those that are looked up
    /// in, added, or multiplied element by element.
    func factors(in outputs: Tensor, of inputs: Tensor) -> [String] {
        var dependent: Set<ObjectIdentifier> = [ObjectIdentifier(inputs.node)]
        var factors: Set<String> = []
        for node in TopologicalOrder(endingAt: [outputs]).nodes {
            let fixed = node.inputs.filter { !dependent.contains(ObjectIdentifier($0.node)) }
            if fixed.count < node.inputs.count { dependent.insert(ObjectIdentifier(node)) }
            if node.isProduct { factors.formUnion(fixed.flatMap(reached)) }
        }
        return reached(from: outputs).filter { factors.contains($0) }
    }
}

extension Node {
    /// The module whose parameter is the fewest operations away from this node, against the arrows.
    func moduleBefore(_ parameters: ParameterNodes) -> String? {
        nearest { parameters[$0] }?.split(separator: ".").dropLast().joined(separator: ".")
    }

    /// The axis of a layer's units: the last behind a product of matrices, the second behind a convolution.
    var unitAxis: Int {
        let isConnected = nearest { $0.isMatrixProduct ? true : $0.isConvolution ? false : nil }
        return isConnected == true ? shape.rank - 1 : 1
    }

    fileprivate var isProduct: Bool { isMatrixProduct || isConvolution }
    private var isMatrixProduct: Bool { primitive.name == "matmul" }
    private var isConvolution: Bool { primitive.name.hasPrefix("convolution") }

    /// What `property` says of the node the fewest operations away from this one of which it says something.
    private func nearest<Property>(_ property: (Node) -> Property?) -> Property? {
        var front = [self]
        var seen: Set<ObjectIdentifier> = []
        while !front.isEmpty {
            for node in front {
                if let found = property(node) { return found }
            }
            front = front.flatMap { $0.inputs.map(\.node) }.filter {
                seen.insert(ObjectIdentifier($0)).inserted
            }
        }
        return nil
    }
}
