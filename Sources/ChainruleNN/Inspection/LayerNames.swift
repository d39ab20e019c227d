import Chainrule

/// Finds the dotted names of layers, which are values and do not know where they are stored.
///
/// A layer is recognized by its type and by the parameters and other objects it holds. Layers that hold none, such as
/// two of ``ReLU``, are told apart by the order in which the module that applies them declares them; those that it holds
/// itself come before those of modules within it.
struct LayerNames {
    private let modules: [(name: String, likeness: Likeness)]
    /// The name of the module around each; nil for the model.
    private let holders: [String?]

    /// What tells layers apart.
    private struct Likeness: Equatable {
        let type: ObjectIdentifier
        let objects: [ObjectIdentifier]
        /// How layers without objects are configured.
        let configuration: String

        init(_ module: some Module) {
            type = ObjectIdentifier(Swift.type(of: module))
            objects = Search(module).objects.map { ObjectIdentifier($0.object) }
            configuration = objects.isEmpty ? "\(module)" : ""
        }
    }

    init(_ model: some Module) {
        let found = Search(model).modules
        modules = found.map { name, module in (name, Likeness(module)) }
        let names = Set(found.map(\.name))
        holders = found.map { name, _ -> String? in
            if name.isEmpty { return nil }
            var path = name.split(separator: ".").dropLast()
            while !path.isEmpty, !names.contains(path.joined(separator: ".")) { path.removeLast() }
            return path.joined(separator: ".")
        }
    }

    /// The names of all modules, the outermost first.
    var all: [String] { modules.map(\.name) }

    /// The name of a layer and its position among all modules.
    ///
    /// - Parameters:
    ///   - layer: the layer.
    ///   - parent: the name of the module that applies it; nil for whoever uses the model.
    ///   - applied: the positions of the layers that this module has applied so far.
    func find(
        _ layer: some Layer, in parent: String?, after applied: [Int]
    ) -> (name: String, position: Int)? {
        let likeness = Likeness(layer)
        let inside = modules.indices.filter { index in
            guard let parent else { return true }
            let name = modules[index].name
            return parent.isEmpty ? !name.isEmpty : name.hasPrefix("\(parent).")
        }
        let all = inside.filter { modules[$0].likeness == likeness }
        let own = all.filter { parent != nil && holders[$0] == parent }
        let alike = own.isEmpty ? all : own
        let last = applied.last(where: alike.contains) ?? -1
        let chosen = alike.first { $0 > last } ?? alike.first
        return chosen.map { (modules[$0].name, $0) }
    }
}
