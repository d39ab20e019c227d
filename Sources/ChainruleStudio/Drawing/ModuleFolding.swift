/// Where the nodes of a graph are drawn: by themselves, in the box of a folded module, or not at all.
struct ModuleFolding {
    enum Place: Hashable {
        /// By itself, within the frames of opened modules.
        case open([String])
        /// In the box of the module of this dotted name.
        case folded(String)
        /// Outside of the module that is drawn.
        case elsewhere

        var isOpen: Bool { if case .open = self { true } else { false } }
    }

    /// Of each node.
    let places: [Place]

    /// - Parameters:
    ///   - paths: the dotted name of the module of each node.
    ///   - inside: the module that is drawn; empty for all.
    ///   - depth: how many levels are opened; see ``GraphDrawing``.
    ///   - isOfModel: whether each node belongs to the model.
    init(_ paths: [String], isOfModel: [Bool], inside: String, depth: Int) {
        let prefix = inside.isEmpty ? "" : "\(inside)."
        let deepest = Self.deepestLevel(paths, inside: inside)
        let holders = Self.namesOfHolders(paths)
        places = zip(paths, isOfModel).map { path, isOfModel in
            if depth == 0 && inside.isEmpty { return isOfModel ? .folded("") : .open([]) }
            guard path == inside || path.hasPrefix(prefix) else { return .elsewhere }
            let names = path.dropFirst(prefix.count).split(separator: ".").map(String.init)
            if path == inside || names.isEmpty { return .open([]) }
            if names.count >= depth { return .folded(prefix + names.prefix(depth).joined(separator: ".")) }
            return holders.contains(path) || depth > deepest ? .open(names) : .folded(path)
        }
    }

    /// The most levels of modules within one.
    static func deepestLevel(_ paths: [String], inside: String) -> Int {
        let prefix = inside.isEmpty ? "" : "\(inside)."
        return Set(paths).filter { $0.hasPrefix(prefix) && $0 != inside }
            .map { $0.dropFirst(prefix.count).split(separator: ".").count }.max() ?? 0
    }

    /// The modules that contain others.
    private static func namesOfHolders(_ paths: [String]) -> Set<String> {
        var holders: Set<String> = []
        for path in Set(paths) {
            var names = path.split(separator: ".")
            while names.count > 1 {
                names.removeLast()
                holders.insert(names.joined(separator: "."))
            }
        }
        return holders
    }
}
