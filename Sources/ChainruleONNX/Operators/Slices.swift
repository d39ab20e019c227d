import Chainrule

extension Operator {
    /// Operators that take ranges along axes.
    static let slices: [String: Operator] = [
        "Slice": .single(["starts", "ends", "axes"]) { call in
            let x = try call.value(0)
            let isByAttributes = call.opset < 10
            func numbers(_ name: String, _ index: Int) throws -> [Int]? {
                if isByAttributes { return try call.integers(named: name) }
                return call.optional(index) == nil ? nil : try call.integers(index)
            }
            let (starts, ends) = (try numbers("starts", 1) ?? [], try numbers("ends", 2) ?? [])
            let axes = try call.axes(numbers("axes", 3) ?? Array(starts.indices), of: x.rank)
            let steps =
                isByAttributes || call.optional(4) == nil ? starts.map { _ in 1 } : try call.integers(4)
            try call.check(
                starts.count == axes.count && ends.count == axes.count && steps.count == axes.count,
                "there are \(starts.count) starts, \(ends.count) ends and \(steps.count) steps for \(axes.count) axes"
            )
            var ranges = x.shape.map { Slice.Axis(start: 0, step: 1, count: $0) }
            for (index, axis) in axes.enumerated() {
                try call.check(steps[index] != 0, "a step is 0")
                ranges[axis] = range(starts[index], ends[index], steps[index], of: x.shape[axis])
            }
            return x.with(try Tensor(applying: Slice(axes: ranges), to: [x.tensor]))
        }
    ]

    /// The places from `start` to `end`, as in Python.
    private static func range(_ start: Int, _ end: Int, _ step: Int, of size: Int) -> Slice.Axis {
        // A step beyond the size takes one element, whatever its size; this one cannot overflow.
        let step = min(max(step, -size - 1), size + 1)
        func clamped(_ place: Int, _ range: ClosedRange<Int>) -> Int {
            let counted = place < 0 ? max(place, -size - 1) + size : place
            return min(max(counted, range.lowerBound), range.upperBound)
        }
        let bounds = step > 0 ? 0...size : -1...max(size - 1, -1)
        let (first, last) = (clamped(start, bounds), clamped(end, bounds))
        let distance = step > 0 ? last - first : first - last
        let count = max(0, (distance + abs(step) - 1) / abs(step))
        return count == 0
            ? Slice.Axis(start: 0, step: 1, count: 0) : Slice.Axis(start: first, step: step, count: count)
    }
}
