/// A view of a broadcast is a broadcast of a view, which is smaller.
let broadcastViewRules: [Rule] = [
    Rule(Reshape.self) { reshape, application in
        let x = application.inputs[0]
        guard let sizes = x.sizesBeforeBroadcast, let groups = AxisGroups(from: x.shape, to: reshape.shape)
        else { return nil }
        var source: [Int] = []
        for (from, to) in groups.groups {
            if sizes[from] == x.shape.sizes[from] {
                source += reshape.shape[to]
            } else if sizes[from].allSatisfy({ $0 == 1 }) {
                source += to.map { _ in 1 }
            } else {
                return nil
            }
        }
        return x.node.inputs[0].reshaped(to: Shape(source)).broadcast(to: reshape.shape)
    },
    Rule(Permute.self) { permute, application in
        let x = application.inputs[0]
        guard let sizes = x.sizesBeforeBroadcast else { return nil }
        let source = x.node.inputs[0].reshaped(to: Shape(Array(sizes)))
        return source.permuted(permute.axes).broadcast(to: application.type.shape)
    },
    Rule(Slice.self) { slice, application in
        let x = application.inputs[0]
        guard let sizes = x.sizesBeforeBroadcast else { return nil }
        let source = x.node.inputs[0]
        let axes = x.shape.indices.suffix(source.rank).map { axis in
            // All elements along a repeated axis are the same, and any number of them is a broadcast.
            sizes[axis] == x.shape[axis] ? slice.axes[axis] : Slice.Axis.all(1)
        }
        return Tensor.apply(Slice(axes: axes), source).broadcast(to: application.type.shape)
    },
]

extension Tensor {
    /// The sizes that a broadcast's operand has along the axes of its result; nil if this is not a broadcast.
    var sizesBeforeBroadcast: ArraySlice<Int>? {
        guard let source = operands(of: BroadcastTo.self)?[0].shape else { return nil }
        return ArraySlice([Int](repeating: 1, count: rank - source.rank) + source)
    }
}
