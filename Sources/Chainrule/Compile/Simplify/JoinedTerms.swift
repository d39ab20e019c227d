// A loop over time steps uses its parameters and cuts its inputs once in every step. Differentiation adds up what comes of that: a
// small product for each step, or a part of the whole that is padded to its size.

extension Simplifier {
    /// A sum of some terms with those of one kind that are computed for it alone computed at once; nil if there are none.
    ///
    /// - x₁ᵀ·d₁ + x₂ᵀ·d₂ + … is one product, of all rows of x with all rows of d.
    /// - The sums of the rows of d₁, d₂, … are the sum of all rows.
    /// - Parts that zeros pad to places one behind the other are a concatenation.
    func joinedSum(of terms: [(tensor: Tensor, isOwn: Bool)]) -> Tensor? {
        var groups: [(kind: TermKind?, terms: [Tensor])] = []
        var places: [TermKind: Int] = [:]
        for (term, isOwn) in terms {
            let kind = isOwn ? TermKind(term) : nil
            if let kind, let place = places[kind] {
                groups[place].terms.append(term)
            } else {
                if let kind { places[kind] = groups.count }
                groups.append((kind, [term]))
            }
        }
        if groups.count == terms.count { return nil }
        let joined = groups.flatMap { kind, terms in kind.flatMap { self.joined(terms, $0) } ?? terms }
        if joined.count == terms.count { return nil }
        return joined.dropFirst().reduce(simplified(joined[0])) { simplified($0 + $1) }
    }

    /// Fewer terms with the same sum; nil if they had better be computed one by one.
    private func joined(_ terms: [Tensor], _ kind: TermKind) -> [Tensor]? {
        let operands = terms.map { (kind.view == nil ? $0 : $0.node.inputs[0]).node.inputs }
        let joined: Tensor
        switch kind.work {
        case .part(let axis):
            return terms.joinedParts(along: axis)
        case .product:
            guard terms.count > 2, operands.flatMap(\.self).elementCount <= 2 * terms.elementCount else {
                return nil
            }
            // Rows below each other, as transposed operands usually are, lie one behind the other.
            joined = matmul(
                concatenate(operands.map { $0[0].transposed() }).transposed(),
                concatenate(operands.map { $0[1] }))
        case .rowSum(let sum):
            let rows = concatenate(operands.map { $0[0] })
            // They lie one below the other for a product; to put them there for their sum alone would not pay.
            guard isKnown(rows) else { return nil }
            joined = .apply(sum, rows)
        }
        return [kind.view.map { .apply($0, joined) } ?? joined]
    }
}

/// What terms have in common that can be computed at once.
private struct TermKind: Hashable {
    enum Work: Hashable {
        /// A product of two matrices.
        case product
        /// A sum over the first axis.
        case rowSum(Sum)
        /// Zeros before and behind along one axis.
        case part(axis: Int)
    }

    let work: Work
    /// The reshape or permutation of the result.
    let view: (any Primitive)?
    let shape: Shape

    init?(_ term: Tensor) {
        let isView = term.isResult(of: Reshape.self) || term.isResult(of: Permute.self)
        let source = isView ? term.node.inputs[0] : term
        if source.isResult(of: MatMul.self) && source.rank == 2 {
            work = .product
        } else if let sum = source.operation(Sum.self), sum.axes == [0], source.rank > 1 {
            work = .rowSum(sum)
        } else if !isView, let axis = source.operation(Pad.self)?.onlyAxis {
            work = .part(axis: axis)
        } else {
            return nil
        }
        view = isView ? term.node.primitive : nil
        shape = source.shape
    }

    static func == (left: TermKind, right: TermKind) -> Bool {
        left.work == right.work && left.shape == right.shape
            && left.view.map { AnyHashable($0) } == right.view.map { AnyHashable($0) }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(work)
        hasher.combine(shape)
    }
}

extension Pad {
    /// The axis along which there are zeros before and behind, if there are none elsewhere.
    fileprivate var onlyAxis: Int? {
        let axes = widths.indices.filter { widths[$0] != Width(before: 0, after: 0, between: 0) }
        return axes.count == 1 && widths[axes[0]].between == 0 && value == 0 ? axes[0] : nil
    }
}

extension [Tensor] {
    fileprivate var elementCount: Int { reduce(0) { $0 + $1.shape.elementCount } }

    /// Padded parts with those that follow on each other put together before they are padded.
    fileprivate func joinedParts(along axis: Int) -> [Tensor] {
        var runs: [(before: Int, after: Int, parts: [Tensor])] = []
        let places = map { ($0.operation(Pad.self)!.widths[axis], $0.node.inputs[0]) }
        for (width, part) in places.sorted(by: { $0.0.before < $1.0.before }) {
            if let run = runs.last, self[0].shape[axis] - run.after == width.before {
                runs[runs.count - 1].after = width.after
                runs[runs.count - 1].parts.append(part)
            } else {
                runs.append((width.before, width.after, [part]))
            }
        }
        return runs.map { run in
            var widths = [(before: Int, after: Int)](repeating: (0, 0), count: self[0].rank)
            widths[axis] = (run.before, run.after)
            return run.parts.together(along: axis).padded(widths)
        }
    }

    /// The concatenation; of products with one matrix, such as gradients of the inputs of a loop, the product with all rows.
    private func together(along axis: Int) -> Tensor {
        let products = compactMap { ($0.operands(of: Reshape.self)?[0] ?? $0).operands(of: MatMul.self) }
        let whole = concatenate(self, axis: axis)
        guard axis == 0, count > 2, products.count == count,
            products.allSatisfy({ $0[0].rank == 2 && $0[1].isSame(as: products[0][1]) })
        else { return whole }
        return matmul(concatenate(products.map { $0[0] }), products[0][1]).reshaped(to: whole.shape)
    }
}
