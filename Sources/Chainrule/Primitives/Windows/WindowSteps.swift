/// How a window slides over the spatial axes: one number for each of them.
package struct WindowSteps: Sendable, Hashable, CustomStringConvertible {
    let stride: [Int]
    let padding: [Int]
    let dilation: [Int]

    package init(stride: [Int], padding: [Int], dilation: [Int]) {
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
    }

    /// Stride, and what else is not left at its default.
    package var description: String {
        var words = ["stride \(stride.asProduct)"]
        if padding.contains(where: { $0 != 0 }) { words.append("padding \(padding.asProduct)") }
        if dilation.contains(where: { $0 != 1 }) { words.append("dilation \(dilation.asProduct)") }
        return words.joined(separator: ", ")
    }

    /// Why a window of `kernel` cannot slide over `input` [N, C, spatial...] like this; nil if it can.
    func problem(input: Shape, kernel: [Int], roundsUp: Bool = false) -> String? {
        guard (3...5).contains(input.rank) else {
            return "needs an input [N, C, spatial...] with 1 to 3 spatial axes, got \(input)"
        }
        if let problem = mismatch(input: input, kernel: kernel) { return problem }
        let window = SlidingWindow(input: input, kernel: kernel, steps: self, roundsUp: roundsUp)
        for (number, axis) in window.axes.enumerated() where axis.outputSize == 0 {
            let padding = axis.padding == 0 ? "" : " and \(2 * axis.padding) of padding"
            return "a kernel of \(kernel.asProduct) spans \(axis.span) elements of axis \(number + 2), but "
                + "input \(input) has only \(axis.size) there\(padding)"
        }
        return nil
    }

    /// What is wrong with the numbers by themselves.
    func mismatch(input: Shape, kernel: [Int]) -> String? {
        mismatch("kernel", kernel, 1, input) ?? mismatch("stride", stride, 1, input)
            ?? mismatch("padding", padding, 0, input) ?? mismatch("dilation", dilation, 1, input)
    }

    private func mismatch(_ name: String, _ numbers: [Int], _ least: Int, _ input: Shape) -> String? {
        if numbers.count != input.rank - 2 {
            return "\(name) \(numbers) has \(numbers.count) entries, but input \(input) has "
                + "\(input.rank - 2) spatial axes"
        }
        // The upper bound keeps sizes calculated from these numbers from overflowing.
        let allowed = least...Int(Int32.max)
        for (number, entry) in numbers.enumerated() where !allowed.contains(entry) {
            return "\(name) \(numbers) has \(entry) for axis \(number + 2); it must be at least \(least)"
                + (entry > allowed.upperBound ? " and at most \(allowed.upperBound)" : "")
        }
        return nil
    }
}

extension [Int] {
    /// Sizes as they are spoken of: 3×3.
    var asProduct: String { map(String.init).joined(separator: "×") }
}
