import Chainrule

/// The steps of the loops that a graph has been unrolled from, such as those of a recurrent network over a sequence.
///
/// A loop shows in its weights: what uses a parameter, and depends on an earlier use of it, is a step further. A step is what lies
/// between two uses, with what is computed for it alone, such as its slice of the inputs. Steps look alike, so what only the
/// first or the last has lies before or behind the loop.
struct UnrolledSteps {
    /// The module of each row: a step is a module within the one that has the loop, and long loops have groups of steps.
    private(set) var paths: [String]
    /// What the steps, and the modules within them, are.
    private(set) var descriptions: [String: String]

    /// Shorter ones are drawn as they are.
    private static let fewestSteps = 3
    private static let fewestRows = 3

    /// - Parameters:
    ///   - rows: of the graph.
    ///   - parameters: which of them are parameters.
    ///   - paths: the dotted name of the module of each row.
    ///   - descriptions: of modules, by their names.
    init(
        _ rows: [Explanation.Row], parameters: Set<Int>, paths: [String], descriptions: [String: String]
    ) {
        (self.paths, self.descriptions) = (paths, descriptions)
        var uses = ParameterUses(rows, parameters)
        while let (parameter, depths) = uses.longestLoop(atLeast: Self.fewestSteps) {
            let loop = UnrolledLoop(rows, parameters, paths, depths)
            uses.forget(parameter, loop.steps)
            if loop.rowsPerStep >= Self.fewestRows { name(loop) }
        }
    }

    /// Makes modules of the steps of a loop.
    private mutating func name(_ loop: UnrolledLoop) {
        let rows = loop.steps.indices.filter { loop.steps[$0] != nil }
        var outer = names(rows[0])
        for row in rows { outer = zip(outer, names(row)).prefix { $0 == $1 }.map(\.0) }
        for row in rows {
            let steps = Self.names(ofStep: loop.steps[row]!, of: loop.count)
            for level in steps.indices {
                descriptions[(outer + steps[...level]).joined(separator: ".")] = "of \(loop.count)"
            }
            let inner = names(row).dropFirst(outer.count)
            let path = (outer + steps + inner).joined(separator: ".")
            if !inner.isEmpty { descriptions[path] = descriptions[paths[row]] }
            paths[row] = path
        }
    }

    /// The names of the modules around a row, the outermost first.
    private func names(_ row: Int) -> [String] { paths[row].split(separator: ".").map(String.init) }

    /// The name of a step, behind those of the groups of steps around it.
    static func names(ofStep step: Int, of count: Int) -> [String] {
        var size = 10
        while count > 12 * size { size *= 10 }
        var names: [String] = []
        while size > 1 && count > size + size / 5 {
            let first = (step - 1) / size * size + 1
            let last = min(count, first + size - 1)
            if first < last { names.append("steps \(first)–\(last)") }
            size /= 10
        }
        return names + ["step \(step)"]
    }

    /// Whether a module is a step.
    static func isStep(_ path: String) -> Bool {
        path.split(separator: ".").last?.hasPrefix("step ") ?? false
    }

    /// The name of a module as it is shown: a step is named without the groups around it.
    static func shownName(_ path: String) -> String {
        let names = path.split(separator: ".")
        return names.enumerated().filter { $0 == names.count - 1 || !$1.hasPrefix("steps ") }.map(\.1)
            .joined(separator: ".")
    }
}
