extension Concatenate: LoweredPrimitive {
    /// Every operand is copied to its part of the result, unless it was computed there.
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        let result = lowering.place(of: number)
        var start = 0
        for input in lowering.graph.inputs[number] {
            let operand = lowering.view(of: input)
            let part = self.part(operand.shape, at: start, of: result)
            start += operand.shape[axis]
            if operand.shape.elementCount > 0 && operand != part { lowering.copy(operand, to: part) }
        }
        return true
    }

    /// The part of the result that begins at a place along the axis.
    func part(_ shape: Shape, at start: Int, of result: ArrayView) -> ArrayView {
        result.viewed(shape, strides: result.strides, offset: start * result.strides[axis])
    }
}

/// Where in a concatenation a value goes.
struct ConcatenatedPart {
    /// The node of the concatenation.
    let whole: Int
    let concatenate: Concatenate
    let start: Int
}

extension Fusion {
    /// The values that are computed straight to their places in concatenations, in long enough runs for a loop.
    var concatenatedParts: [Int: ConcatenatedPart] {
        var parts: [Int: ConcatenatedPart] = [:]
        for number in graph.nodes.indices {
            guard let concatenate = graph.operation(number, Concatenate.self) else { continue }
            var start = 0
            for input in graph.inputs[number] {
                let own = graph.nodes[input].shape
                let run = concatenate.axis == 0 ? Int.max : own[concatenate.axis...].reduce(1, *)
                if parts[input] == nil, isComputedAnywhere(input), run >= shortestRun {
                    parts[input] = ConcatenatedPart(whole: number, concatenate: concatenate, start: start)
                }
                start += own[concatenate.axis]
            }
        }
        return parts
    }

    /// Whether a value can be computed to any place: a loop stores it, or it is a concatenation itself.
    private func isComputedAnywhere(_ number: Int) -> Bool {
        if graph.operation(number, Concatenate.self) != nil { return true }
        return roles[number].isElementwise && !isRecomputed[number] && absorbed[number] == nil
    }
}

/// A loop whose rows are shorter takes longer than a copy that is saved.
private let shortestRun = 256
