/// Finds the objects of one class that a module and the modules in it hold, in order of declaration.
struct Search<Object: AnyObject> {
    private var found: [(name: String, object: Object)] = []
    /// Objects and modules met so far: shared ones count once, and a module may know its parent.
    private var visited: Set<ObjectIdentifier> = []

    static func namedObjects(_ type: Object.Type, in module: some Module) -> [(name: String, object: Object)]
    {
        var search = Search()
        search.visit(module, "")
        return search.found
    }

    private init() {}

    private mutating func visit(_ value: Any, _ path: String) {
        if let object = value as? Object {
            if isNew(object) { found.append((path, object)) }
        } else if let module = value as? any Module {
            if isClass(module), !isNew(module as AnyObject) { return }
            visitAll(module.members, path)
        } else {
            visitContents(of: value, path)
        }
    }

    private mutating func visitContents(of value: Any, _ path: String) {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional:
            if let wrapped = mirror.children.first { visit(wrapped.value, path) }
        case .collection:
            // Mirrors are slow: an array of numbers may be long and is known by its first element.
            guard let first = mirror.children.first, canHold(first.value) else { return }
            visitAll(mirror.children.enumerated().map { ("\($0)", $1.value) }, path)
        case .dictionary:
            guard let dictionary = value as? [String: Any] else { return }
            visitAll(dictionary.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, path)
        default:
            return
        }
    }

    private mutating func visitAll(_ members: [(name: String, value: Any)], _ path: String) {
        for (name, value) in members { visit(value, path.isEmpty ? name : "\(path).\(name)") }
    }

    private func canHold(_ value: Any) -> Bool {
        if value is Object || value is any Module { return true }
        return switch Mirror(reflecting: value).displayStyle {
        case .optional, .collection, .dictionary: true
        default: false
        }
    }

    private func isClass(_ value: Any) -> Bool { type(of: value) is AnyClass }

    private mutating func isNew(_ object: AnyObject) -> Bool {
        visited.insert(ObjectIdentifier(object)).inserted
    }
}

/// The stored properties of a struct or object, those of superclasses first.
func storedProperties(of value: Any) -> [(name: String, value: Any)] {
    var properties: [(name: String, value: Any)] = []
    var mirror: Mirror? = Mirror(reflecting: value)
    while let current = mirror {
        properties = current.children.map { ($0.label ?? "", $0.value) } + properties
        mirror = current.superclassMirror
    }
    return properties
}
