/// Places for a plan's temporary buffers in one arena: buffers that live at different times share memory.
package struct MemoryPlan {
    /// Where each temporary buffer starts, in bytes; nil for the others.
    package private(set) var offsets: [Int?]
    /// The size of the arena without the workspace, which follows it.
    package private(set) var byteCount = 0
    /// The places with the times at which they are taken, from the largest to the smallest.
    private(set) var placements: [PlanExplanation.Placement] = []

    fileprivate struct Lifetime {
        var first: Int
        var last: Int
        var byteCount: Int
        var buffers: [Int]
    }

    package init(_ buffers: [Buffer], _ instructions: [Instruction]) {
        offsets = Array(repeating: nil, count: buffers.count)
        var lifetimes = Self.lifetimes(buffers, instructions)
        Self.mergeInPlace(&lifetimes, instructions)
        place(lifetimes.compactMap { $0 })
    }

    /// From the instruction that writes a buffer first to the one that reads it last.
    private static func lifetimes(_ buffers: [Buffer], _ instructions: [Instruction]) -> [Lifetime?] {
        var lifetimes = [Lifetime?](repeating: nil, count: buffers.count)
        for (time, instruction) in instructions.enumerated() {
            for view in instruction.operands + instruction.results {
                guard case .temporary = buffers[view.buffer].home else { continue }
                lifetimes[view.buffer, default: time, buffers[view.buffer].byteCount].last = time
            }
        }
        return lifetimes
    }

    /// Lets a result take the memory of an operand that dies with the instruction.
    private static func mergeInPlace(_ lifetimes: inout [Lifetime?], _ instructions: [Instruction]) {
        var owner = Array(lifetimes.indices)
        for (time, instruction) in instructions.enumerated() where instruction.worksInPlace {
            var taken: Set<Int> = []
            for result in instruction.results {
                guard let new = lifetimes[result.buffer], new.first == time else { continue }
                for operand in instruction.operands {
                    let place = owner[operand.buffer]
                    guard place != result.buffer, !taken.contains(place), let old = lifetimes[place],
                        old.last == time,
                        old.byteCount == new.byteCount, operand.isInterchangeable(with: result),
                        instruction.operands.allSatisfy({
                            owner[$0.buffer] != place || $0.isInterchangeable(with: operand)
                        })
                    else { continue }
                    lifetimes[place]!.last = new.last
                    lifetimes[place]!.buffers.append(result.buffer)
                    lifetimes[result.buffer] = nil
                    owner[result.buffer] = place
                    taken.insert(place)
                    break
                }
            }
        }
    }

    /// The largest first, each at the lowest place that is free while it lives.
    private mutating func place(_ lifetimes: [Lifetime]) {
        let alignment = 64
        var placed: [(lifetime: Lifetime, offset: Int)] = []
        for lifetime in lifetimes.sorted(by: { ($0.byteCount, $1.first) > ($1.byteCount, $0.first) }) {
            let size = (lifetime.byteCount + alignment - 1) / alignment * alignment
            var offset = 0
            // `placed` is kept in order of offsets, so the first gap is the lowest.
            for other in placed
            where other.lifetime.first <= lifetime.last && lifetime.first <= other.lifetime.last {
                if offset + size <= other.offset { break }
                offset = max(
                    offset, other.offset + (other.lifetime.byteCount + alignment - 1) / alignment * alignment)
            }
            let index = placed.firstIndex { $0.offset > offset } ?? placed.count
            placed.insert((lifetime, offset), at: index)
            for buffer in lifetime.buffers { offsets[buffer] = offset }
            byteCount = max(byteCount, offset + size)
            placements.append(
                .init(
                    offset: offset, byteCount: lifetime.byteCount,
                    instructions: lifetime.first...lifetime.last))
        }
    }
}

extension ArrayView {
    /// Whether the same element lies at the same place of either buffer.
    fileprivate func isInterchangeable(with other: ArrayView) -> Bool {
        type == other.type && offset == other.offset
            && shape.indices.allSatisfy { shape[$0] == 1 || strides[$0] == other.strides[$0] }
    }
}

extension [MemoryPlan.Lifetime?] {
    fileprivate subscript(buffer: Int, default time: Int, byteCount: Int) -> MemoryPlan.Lifetime {
        get { self[buffer] ?? .init(first: time, last: time, byteCount: byteCount, buffers: [buffer]) }
        set { self[buffer] = newValue }
    }
}
