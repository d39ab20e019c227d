import Chainrule

/// Where parameters are used: by what depends on more than parameters, with something that depends on them alone.
struct ParameterUses {
    private let inputs: [[Int]]
    /// The rows that use each parameter.
    private var rows: [Int: Set<Int>] = [:]

    init(_ rows: [Explanation.Row], _ parameters: Set<Int>) {
        inputs = rows.map { $0.inputs.map { $0 - 1 } }
        // The parameters that a row is computed from; nil for what depends on more. An initial state of zeros is more, too.
        var sources: [Set<Int>?] = []
        for place in rows.indices {
            let own = inputs[place].map { sources[$0] }
            let known = own.compactMap(\.self)
            if inputs[place].isEmpty {
                sources.append(parameters.contains(place) ? [place] : nil)
            } else if known.count == own.count {
                sources.append(known.reduce([]) { $0.union($1) })
            } else {
                sources.append(nil)
                for parameter in known.joined() { self.rows[parameter, default: []].insert(place) }
            }
        }
    }

    /// The parameter with the most uses of which each depends on the one before, and how many of them each row depends on,
    /// itself included; nil if none has as many as `fewest`.
    func longestLoop(atLeast fewest: Int) -> (parameter: Int, depths: [Int])? {
        var longest: (parameter: Int, depths: [Int])?
        var count = fewest - 1
        for (parameter, uses) in rows.sorted(by: { $0.key < $1.key }) where uses.count > count {
            var depths = [Int](repeating: 0, count: inputs.count)
            for row in inputs.indices {
                depths[row] = (inputs[row].map { depths[$0] }.max() ?? 0) + (uses.contains(row) ? 1 : 0)
            }
            guard let deepest = depths.max(), deepest > count else { continue }
            (longest, count) = ((parameter, depths), deepest)
        }
        return longest
    }

    /// Leaves out a parameter, and what lies within a loop that has been found.
    mutating func forget(_ parameter: Int, _ steps: [Int?]) {
        rows[parameter] = nil
        for other in rows.keys {
            rows[other]!.formSymmetricDifference(rows[other]!.filter { steps[$0] != nil })
        }
    }
}

/// The rows of a loop.
struct UnrolledLoop {
    /// The step of each row, counted from 1; nil outside of the loop.
    private(set) var steps: [Int?]
    let count: Int
    /// How many rows the second step has, which is neither the first nor the last.
    private(set) var rowsPerStep = 0

    private let rows: [Explanation.Row]
    private let parameters: Set<Int>
    private let depths: [Int]
    /// What may stand for each other in different steps.
    private let kinds: [String]
    /// The rows that use each row.
    private var users: [[Int]]

    /// - Parameters:
    ///   - rows: of the graph.
    ///   - parameters: which of them are parameters, which no step has for itself.
    ///   - paths: the modules of the rows.
    ///   - depths: how many uses of the loop's weights each row depends on.
    init(_ rows: [Explanation.Row], _ parameters: Set<Int>, _ paths: [String], _ depths: [Int]) {
        (self.rows, self.parameters, self.depths) = (rows, parameters, depths)
        count = depths.max() ?? 0
        kinds = zip(rows, paths).map { "\($0.operation) \($0.type) \($1)" }
        users = Array(repeating: [], count: rows.count)
        steps = Array(repeating: nil, count: rows.count)
        for (place, row) in rows.enumerated() {
            for input in row.inputs { users[input - 1].append(place) }
        }
        assign(within: [:])
        let second = rows.indices.filter { steps[$0] == 2 }.map { kinds[$0] }
        rowsPerStep = second.count
        let limits = Dictionary(second.map { ($0, 1) }, uniquingKeysWith: +)
        assign(within: [1: limits, count: limits])
    }

    /// - Parameter limits: for some steps the most rows of each kind.
    private mutating func assign(within limits: [Int: [String: Int]]) {
        var room = limits
        steps = Array(repeating: nil, count: rows.count)
        // Forwards: what depends on the loop. What joins many steps, or depends on that, lies behind it.
        for row in rows.indices where depths[row] > 0 {
            let sources = rows[row].inputs.map { $0 - 1 }.filter { depths[$0] > 0 }
            if sources.allSatisfy({ steps[$0] != nil }), Set(sources.map { depths[$0] }).count < 3 {
                put(row, in: depths[row], &room)
            }
        }
        // Backwards: what one step uses alone.
        for row in rows.indices.reversed()
        where depths[row] == 0 && !parameters.contains(row) && rows[row].name == nil {
            let ends = Set(users[row].map { steps[$0] })
            if ends.count == 1, let step = ends.first! { put(row, in: step, &room) }
        }
    }

    private mutating func put(_ row: Int, in step: Int, _ room: inout [Int: [String: Int]]) {
        if let left = room[step]?[kinds[row]] ?? room[step].map({ _ in 0 }) {
            if left == 0 { return }
            room[step]![kinds[row]] = left - 1
        }
        steps[row] = step
    }
}
