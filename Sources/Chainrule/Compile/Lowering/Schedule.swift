/// The order in which the units of a plan run.
///
/// A unit runs after those whose results it uses, and one that overwrites a variable after all others that read
/// the variable's old value. Among those that may run, the one comes first whose nodes do in the graph.
struct Schedule {
    private(set) var order: [Int] = []
    /// Leaves whose new value cannot be written in place, because an old one is needed to compute it.
    private(set) var postponed: Set<Int> = []

    /// - Parameter overwritten: for units that write variables in place, the leaves that hold the old values.
    init(_ fusion: Fusion, overwritten: [Int: [Int]]) {
        var waitsFor = [Set<Int>](repeating: [], count: fusion.units.count)
        var readers: [Int: Set<Int>] = [:]
        for (unit, content) in fusion.units.enumerated() {
            for source in content.nodes.flatMap(fusion.sources) {
                if let other = fusion.unitOf[source] {
                    if other != unit { waitsFor[unit].insert(other) }
                } else {
                    readers[source, default: []].insert(unit)
                }
            }
        }
        for (writer, leaves) in overwritten {
            for reader in leaves.flatMap({ readers[$0] ?? [] }) where reader != writer {
                waitsFor[writer].insert(reader)
            }
        }
        run(fusion, waitsFor, overwritten)
    }

    private mutating func run(_ fusion: Fusion, _ waitsFor: [Set<Int>], _ overwritten: [Int: [Int]]) {
        var open = waitsFor.map(\.count)
        var followers = [[Int]](repeating: [], count: open.count)
        for (unit, others) in waitsFor.enumerated() {
            for other in others { followers[other].append(unit) }
        }
        func place(_ unit: Int) -> Int { fusion.units[unit].nodes[0] }
        var ready = Heap(open.indices.filter { open[$0] == 0 }, by: place)
        var isDone = [Bool](repeating: false, count: open.count)
        while order.count < open.count {
            guard let unit = ready.pop() else {
                // Two variables that are computed from one another's old values: one must wait to be written.
                let stuck = overwritten.keys.filter {
                    !isDone[$0] && !overwritten[$0]!.allSatisfy(postponed.contains)
                }
                .min { place($0) < place($1) }!
                postponed.formUnion(overwritten[stuck]!)
                var rest = overwritten
                for writer in postponedWriters(overwritten) { rest[writer] = nil }
                self = Schedule(fusion, overwritten: rest, postponed: postponed)
                return
            }
            order.append(unit)
            isDone[unit] = true
            for follower in followers[unit] {
                open[follower] -= 1
                if open[follower] == 0 { ready.push(follower) }
            }
        }
    }

    private func postponedWriters(_ overwritten: [Int: [Int]]) -> [Int] {
        overwritten.keys.filter { overwritten[$0]!.contains(where: postponed.contains) }
    }

    /// A schedule in which some leaves are known not to be written in place.
    private init(_ fusion: Fusion, overwritten: [Int: [Int]], postponed: Set<Int>) {
        self.init(fusion, overwritten: overwritten)
        self.postponed.formUnion(postponed)
    }
}

/// A priority queue of numbers: the one with the lowest rank comes first.
private struct Heap {
    private var items: [(rank: Int, number: Int)] = []
    private let rank: (Int) -> Int

    init(_ numbers: [Int], by rank: @escaping (Int) -> Int) {
        self.rank = rank
        for number in numbers { push(number) }
    }

    mutating func push(_ number: Int) {
        items.append((rank(number), number))
        var child = items.count - 1
        while child > 0 && items[child].rank < items[(child - 1) / 2].rank {
            items.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func pop() -> Int? {
        guard let first = items.first else { return nil }
        let last = items.removeLast()
        if items.isEmpty { return first.number }
        items[0] = last
        var parent = 0
        while true {
            var child = 2 * parent + 1
            if child >= items.count { break }
            if child + 1 < items.count && items[child + 1].rank < items[child].rank { child += 1 }
            if items[parent].rank <= items[child].rank { break }
            items.swapAt(parent, child)
            parent = child
        }
        return first.number
    }
}
