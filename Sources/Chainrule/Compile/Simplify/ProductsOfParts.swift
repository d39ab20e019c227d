/// The products in a graph of all parts of some rows with one matrix, as a loop over time steps makes them: together they are the
/// product of all rows.
struct ProductsOfParts {
    /// One of these products, by the numbers of nodes.
    struct Part {
        /// What is cut along its first axis, and the matrix.
        fileprivate let whole, matrix: Int
        fileprivate let rows: Range<Int>

        /// The product in a graph of which these are the nodes.
        func product(_ nodes: [Tensor]) -> Tensor {
            let (whole, matrix) = (nodes[whole], nodes[matrix])
            let columns = matrix.shape[0]
            return matmul(whole.reshaped(to: [whole.shape.elementCount / columns, columns]), matrix)[rows]
        }
    }

    /// What is cut, and the matrix, whether that is transposed for all parts or for each.
    private struct Factors: Hashable {
        let whole, matrix: Int
        let axes: [Int]?
    }

    private var parts: [Int: Part] = [:]

    init(_ graph: GraphIndex) {
        var groups: [Factors: [(number: Int, part: Part)]] = [:]
        for number in graph.nodes.indices {
            guard let part = graph.productOfPart(number) else { continue }
            let axes = graph.operation(part.matrix, Permute.self)?.axes
            let matrix = axes == nil ? part.matrix : graph.inputs[part.matrix][0]
            groups[Factors(whole: part.whole, matrix: matrix, axes: axes), default: []].append((number, part))
        }
        for (factors, group) in groups where group.count > 2 {
            let rows = group.map(\.part.rows).sorted { $0.lowerBound < $1.lowerBound }
            let count =
                graph.nodes[factors.whole].shape.elementCount / graph.nodes[group[0].part.matrix].shape[0]
            let isComplete = zip([0..<0] + rows, rows + [count..<count]).allSatisfy {
                $0.upperBound == $1.lowerBound
            }
            if isComplete { for (number, part) in group { parts[number] = part } }
        }
    }

    /// The product of a part that a node is.
    subscript(number: Int) -> Part? { parts[number] }
}

extension GraphIndex {
    /// The operation of a node that is computed and of that kind.
    func operation<P: Primitive>(_ number: Int, _ type: P.Type) -> P? {
        hasValue[number] ? nil : Tensor(node: nodes[number]).operation(type)
    }

    /// A product of matrices of which the left one is some rows of another tensor.
    fileprivate func productOfPart(_ number: Int) -> ProductsOfParts.Part? {
        guard operation(number, MatMul.self) != nil, nodes[number].shape.rank == 2 else { return nil }
        var left = inputs[number][0]
        while operation(left, Reshape.self) != nil { left = inputs[left][0] }
        guard let slice = operation(left, Slice.self), let cut = slice.axes.first, cut.step == 1,
            cut.count > 0
        else {
            return nil
        }
        let (whole, matrix) = (inputs[left][0], inputs[number][1])
        let shape = nodes[whole].shape
        let size = shape.dropFirst().reduce(1, *)
        let columns = nodes[matrix].shape[0]
        guard zip(slice.axes, shape).dropFirst().allSatisfy({ $0 == .all($1) }), columns > 0,
            size.isMultiple(of: columns)
        else { return nil }
        let rows = size / columns
        return .init(whole: whole, matrix: matrix, rows: cut.start * rows..<(cut.start + cut.count) * rows)
    }
}
