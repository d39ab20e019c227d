extension [Instruction] {
    /// The instructions with each large product joined to the loop that alone reads its result, where that can be done.
    ///
    /// Then the result is neither written to memory nor read again: a weight's gradient is seldom wanted for anything but
    /// the weight's update.
    func joined(_ buffers: [Buffer]) -> [Instruction] {
        var instructions: [Instruction?] = self
        let users = usersOfBuffers(buffers.count)
        for (number, instruction) in enumerated() {
            guard let reader = soleReader(of: number, users, buffers) else { continue }
            // Another instruction may have been joined to the reader already.
            guard let next = instructions[reader],
                let operand = next.operands.firstIndex(where: { $0.shows(all: instruction.results[0]) }),
                let kernel = instruction.kernel.followed(by: next.kernel, operand: operand)
            else { continue }
            var operands = next.operands
            operands.remove(at: operand)
            instructions[reader] = Instruction(
                kernel: kernel, operands: instruction.operands + operands, results: next.results)
            instructions[number] = nil
        }
        return instructions.compactMap { $0 }
    }

    /// The numbers of the instructions that read or write each buffer, once for each time.
    private func usersOfBuffers(_ count: Int) -> [[Int]] {
        var users = [[Int]](repeating: [], count: count)
        for (number, instruction) in enumerated() {
            for view in instruction.operands + instruction.results { users[view.buffer].append(number) }
        }
        return users
    }

    /// The instruction that alone reads another one's only result, if that is large and could as well be computed just then.
    private func soleReader(of number: Int, _ users: [[Int]], _ buffers: [Buffer]) -> Int? {
        let instruction = self[number]
        guard instruction.results.count == 1, let result = instruction.results.first,
            case .temporary = buffers[result.buffer].home,
            result.shape.elementCount >= leastElementsWorthJoining,
            users[result.buffer].count == 2, let reader = users[result.buffer].last, reader > number
        else { return nil }
        let operands = Set(instruction.operands.map(\.buffer))
        let isOverwritten = self[(number + 1)...reader].contains { later in
            later.results.contains { operands.contains($0.buffer) }
        }
        return isOverwritten ? nil : reader
    }
}

extension ArrayView {
    /// Whether it goes through all of the other one's elements, in whatever order.
    fileprivate func shows(all other: ArrayView) -> Bool {
        buffer == other.buffer && offset == 0 && shape.elementCount == other.shape.elementCount
    }
}

/// Less stays in the cache by itself, and would be cut into too few pieces.
private let leastElementsWorthJoining = 1 << 16
