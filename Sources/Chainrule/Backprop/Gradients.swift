/// The gradients of `output` with respect to each of `inputs`, in their shapes.
///
/// The gradients are tensors of the same graph: nothing is computed until a value is asked for, and they can
/// be differentiated again.
///
/// - Parameters:
///   - output: a tensor of one element, or of any shape if `upstream` is given.
///   - inputs: tensors that `output` was computed from.
///   - upstream: the gradient of something with respect to `output`, in its shape; ones if left out.
///   - unused: how an input is handled on which `output` does not depend.
/// - Precondition: `output` is real, and of one element unless `upstream` is given.
public func gradients(
    of output: Tensor, withRespectTo inputs: [Tensor], upstream: Tensor? = nil,
    unused: UnusedInputs = .error
) -> [Tensor] {
    do {
        return try namedGradients(
            of: output, withRespectTo: inputs, upstream: upstream, unused: unused
        ) { index in inputs[index].name.map { "'\($0)'" } ?? "input \(index)" }
    } catch {
        fatalError(error.description)
    }
}

/// The gradient of `output` with respect to one tensor.
public func gradients(
    of output: Tensor, withRespectTo x: Tensor, upstream: Tensor? = nil, unused: UnusedInputs = .error
) -> Tensor {
    gradients(of: output, withRespectTo: [x], upstream: upstream, unused: unused)[0]
}

/// The gradients of `output` with respect to two tensors.
public func gradients(
    of output: Tensor, withRespectTo x: Tensor, _ y: Tensor, upstream: Tensor? = nil,
    unused: UnusedInputs = .error
) -> (Tensor, Tensor) {
    let all = gradients(of: output, withRespectTo: [x, y], upstream: upstream, unused: unused)
    return (all[0], all[1])
}

/// The gradients of `output` with respect to three tensors.
public func gradients(
    of output: Tensor, withRespectTo x: Tensor, _ y: Tensor, _ z: Tensor, upstream: Tensor? = nil,
    unused: UnusedInputs = .error
) -> (Tensor, Tensor, Tensor) {
    let all = gradients(of: output, withRespectTo: [x, y, z], upstream: upstream, unused: unused)
    return (all[0], all[1], all[2])
}

/// The gradients, or the reason why there are none, with `name` to call an unused input by.
package func namedGradients(
    of output: Tensor, withRespectTo inputs: [Tensor], upstream: Tensor? = nil,
    unused: UnusedInputs = .error, name: (Int) -> String
) throws(GradientError) -> [Tensor] {
    let pass = try Backpropagation(of: output, withRespectTo: inputs, upstream: upstream)
    var gradients: [Tensor] = []
    gradients.reserveCapacity(inputs.count)
    for index in inputs.indices {
        if let gradient = pass.gradient(ofTarget: index) {
            gradients.append(gradient)
        } else if unused == .zeros {
            gradients.append(inputs[index].zerosLike)
        } else if pass.order.hasEarlierValue(of: inputs[index]) {
            throw .replaced(name: name(index), inputs[index].type)
        } else if let old = pass.order.variable(like: inputs[index], butNoneOf: inputs) {
            throw .exchanged(name: name(index), inputs[index].type, old: old.name ?? "variable")
        } else {
            throw .unused(name: name(index), inputs[index].type)
        }
    }
    return gradients
}

extension TopologicalOrder {
    /// Whether a node is what a variable held before it got the value that `tensor` is.
    fileprivate func hasEarlierValue(of tensor: Tensor) -> Bool {
        if let cell = Trace.current?.cells.first(where: { $0.value.node === tensor.node }) {
            return cell.isAssigned && nodes.contains { $0 === cell.placeholder.node }
        }
        guard let variable = tensor.variable else { return false }
        return nodes.contains { Tensor(node: $0).variable == variable }
    }

    /// The value of another variable in the place where one would be expected.
    fileprivate func variable(like tensor: Tensor, butNoneOf known: [Tensor]) -> Tensor? {
        guard tensor.variable != nil else { return nil }
        let known = Set(known.compactMap(\.variable))
        return nodes.lazy.map(Tensor.init(node:)).first { other in
            other.type == tensor.type && other.variable.map { !known.contains($0) } ?? false
        }
    }
}

extension Tensor {
    /// The variable whose value this is or was.
    fileprivate var variable: ObjectIdentifier? { (node.primitive as? Constant)?.variable }
}
