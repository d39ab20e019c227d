/// What a function does with tensors and variables, written down while it runs once on placeholders.
///
/// A trace belongs to the task that runs the function.
final class Trace: @unchecked Sendable {
    @TaskLocal static var current: Trace?

    struct Cell {
        let variable: Variable
        let placeholder: Tensor
        var value: Tensor
        var isAssigned = false
    }

    struct Draws {
        let generator: Generator
        let key: Tensor
        var count: UInt64 = 0
    }

    /// The variables in the order in which the function first met them.
    private(set) var cells: [Cell] = []
    private var places: [ObjectIdentifier: Int] = [:]
    /// The generators the function drew from.
    private(set) var draws: [Draws] = []
    /// Whether the settings that the function asked for are as they were.
    private(set) var conditions: [() -> Bool] = []

    func value(of variable: Variable) -> Tensor { cells[place(of: variable)].value }

    func assign(_ value: Tensor, to variable: Variable) {
        let place = place(of: variable)
        cells[place].value = value
        cells[place].isAssigned = true
    }

    private func place(of variable: Variable) -> Int {
        if let place = places[ObjectIdentifier(variable)] { return place }
        let placeholder = Tensor.placeholder(variable.type, label: variable.name)
        places[ObjectIdentifier(variable)] = cells.count
        cells.append(Cell(variable: variable, placeholder: placeholder, value: placeholder))
        return cells.count - 1
    }

    func requireUnchanged(_ condition: @escaping () -> Bool) { conditions.append(condition) }

    /// The key of a generator's next draw, as that of the first draw of a call and the distance from it.
    func nextKey(of generator: Generator) -> (key: Tensor, draw: UInt64) {
        let place =
            draws.firstIndex { $0.generator === generator }
            ?? {
                draws.append(
                    Draws(generator: generator, key: .placeholder(TensorType([4], .int32), label: "key")))
                return draws.count - 1
            }()
        draws[place].count += 1
        return (draws[place].key, draws[place].count - 1)
    }
}

/// Reads a setting that decides what a traced function does: its plan serves only calls at which the setting is the
/// same.
package func settingOfTrace<Setting: Equatable>(_ read: @escaping () -> Setting) -> Setting {
    let setting = read()
    Trace.current?.requireUnchanged { read() == setting }
    return setting
}

/// Tells traces apart: which one the present task runs in; nil for none.
package var traceIdentifier: ObjectIdentifier? { Trace.current.map(ObjectIdentifier.init) }
