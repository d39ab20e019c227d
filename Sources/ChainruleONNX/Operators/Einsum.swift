import Chainrule

extension Operator {
    /// Einstein's summation.
    static let sums: [String: Operator] = [
        "Einsum": .single(["equation"], since: 12) { call in
            let first = try call.value(0)
            let operands = try call.inputs.indices.map { index in
                let value = try call.value(index)
                try call.check(
                    value.type == first.type && value.type != .bool, "the inputs must be numbers of one type")
                return value.tensor
            }
            let equation = try Equation(call, operands.map(\.shape))
            var rest = zip(operands, equation.inputs).map { Labeled(tensor: $0, labels: $1) }
            var result = rest.removeFirst()
            while !rest.isEmpty {
                let next = rest.removeFirst()
                let wanted = Set(rest.flatMap(\.labels) + equation.output)
                result = try result.product(next, keeping: wanted, call)
            }
            return first.with(try result.summed(to: equation.output, call))
        }
    ]
}

/// The axes of operands and result as letters; those that "..." stands for are upper-case digits.
private struct Equation {
    let inputs: [[Character]]
    let output: [Character]

    init(_ call: OperatorCall, _ shapes: [Shape]) throws {
        let text = try call.text("equation", default: "").filter { $0 != " " }
        let sides = text.components(separatedBy: "->")
        let terms = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        try call.check(
            sides.count <= 2 && terms.count == shapes.count,
            "equation '\(text)' is not one for \(shapes.count) inputs")
        let widest =
            zip(terms, shapes).map { term, shape in
                term.contains("...") ? shape.rank - term.filter(\.isLetter).count : 0
            }.max() ?? 0
        try call.check((0...9).contains(widest), "equation '\(text)' does not fit \(shapes)")
        func labels(_ term: String, _ rank: Int?) throws -> [Character] {
            let count = rank.map { max(0, $0 - term.filter(\.isLetter).count) } ?? widest
            let digits = (0..<widest).suffix(count).map(String.init).joined()
            let plain = term.replacingOccurrences(of: "...", with: digits)
            try call.check(
                plain.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
                    && (rank ?? plain.count) == plain.count,
                "the term '\(term)' of equation '\(text)' does not fit \(rank.map { "rank \($0)" } ?? "the inputs")"
            )
            return Array(plain)
        }
        inputs = try zip(terms, shapes).map { try labels($0, $1.rank) }
        let all = inputs.joined()
        if sides.count == 2 {
            output = try labels(sides[1], nil)
        } else {
            let once = Set(all).filter { label in label.isLetter && all.filter { $0 == label }.count == 1 }
            output = (0..<widest).map { Character(String($0)) } + once.sorted()
        }
        let known = Set(all)
        try call.check(
            Set(output).count == output.count && output.allSatisfy(known.contains),
            "equation '\(text)' has no such result")
    }
}

/// A tensor whose axes have letters.
private struct Labeled {
    var tensor: Tensor
    var labels: [Character]

    private func size(_ label: Character) -> Int {
        labels.firstIndex(of: label).map { tensor.shape[$0] } ?? 1
    }

    /// Without axes of one letter beside each other: their diagonal is taken.
    private func withoutRepetition(_ call: OperatorCall) throws -> Labeled {
        var result = self
        while let second = result.labels.indices.first(where: {
            result.labels[..<$0].contains(result.labels[$0])
        }) {
            let first = result.labels.firstIndex(of: result.labels[second])!
            let shape = result.tensor.shape
            try call.check(
                shape[first] == shape[second], "axes '\(result.labels[second])' of \(shape) differ")
            let isDiagonal = Tensor.iota(shape, axis: first) .== Tensor.iota(shape, axis: second)
            let chosen = select(result.tensor, where: isDiagonal, otherwise: 0)
            result.tensor = chosen.sum(axes: [second])
            result.labels.remove(at: second)
        }
        return result
    }

    /// The axes in another order, with axes of size one for letters that are missing.
    private func arranged(_ order: [Character]) -> Tensor {
        let present = order.filter(labels.contains)
        let permuted = tensor.permuted(present.map { labels.firstIndex(of: $0)! })
        return permuted.reshaped(to: Shape(order.map(size)))
    }

    /// With the letters of `output` alone, in this order; the others are summed.
    func summed(to output: [Character], _ call: OperatorCall) throws -> Tensor {
        var result = try withoutRepetition(call)
        let surplus = result.labels.indices.filter { !output.contains(result.labels[$0]) }
        if !surplus.isEmpty {
            result.tensor = result.tensor.sum(axes: Axes(surplus))
            result.labels = result.labels.filter(output.contains)
        }
        return result.arranged(output)
    }

    /// The product with another one, summed over the letters that nobody needs any more, as a product of matrices.
    func product(_ other: Labeled, keeping wanted: Set<Character>, _ call: OperatorCall) throws -> Labeled {
        let both = [try withoutRepetition(call), try other.withoutRepetition(call)]
        let (left, right) = (
            try both[0].dropping { !wanted.contains($0) && !both[1].labels.contains($0) },
            try both[1].dropping { !wanted.contains($0) && !both[0].labels.contains($0) }
        )
        let shared = left.labels.filter(right.labels.contains)
        for label in shared {
            let sizes = [left.size(label), right.size(label)]
            try call.check(
                sizes[0] == sizes[1] || sizes.contains(1),
                "axis '\(label)' has sizes \(sizes[0]) and \(sizes[1])")
        }
        let batch = shared.filter(wanted.contains)
        let inner = shared.filter { !wanted.contains($0) }
        let (rows, columns) = (
            left.labels.filter { !right.labels.contains($0) },
            right.labels.filter { !left.labels.contains($0) }
        )
        func size(_ label: Character) -> Int {
            let (a, b) = (left.size(label), right.size(label))
            return a == 1 ? b : a
        }
        func matrices(_ x: Labeled, _ order: [Character], _ sizes: [Int]) throws -> Tensor {
            let full = try call.shape(order.map { shared.contains($0) ? size($0) : x.size($0) })
            return x.arranged(order).broadcast(to: full).reshaped(to: Shape(sizes))
        }
        func count(_ labels: [Character]) -> Int { labels.reduce(1) { $0 * size($1) } }
        let (b, r, i, c) = (count(batch), count(rows), count(inner), count(columns))
        _ = try call.shape([b, r, c])
        let product = matmul(
            try matrices(left, batch + rows + inner, [b, r, i]),
            try matrices(right, batch + inner + columns, [b, i, c]))
        let labels = batch + rows + columns
        return Labeled(tensor: product.reshaped(to: Shape(labels.map(size))), labels: labels)
    }

    private func dropping(_ isSurplus: (Character) -> Bool) throws -> Labeled {
        let surplus = labels.indices.filter { isSurplus(labels[$0]) }
        if surplus.isEmpty { return self }
        return Labeled(tensor: tensor.sum(axes: Axes(surplus)), labels: labels.filter { !isSurplus($0) })
    }
}
