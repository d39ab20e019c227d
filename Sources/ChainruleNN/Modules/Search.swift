import Chainrule

/// Finds what a module and the modules in it hold, in order of declaration, under every name that leads there.
///
/// A property may hold it directly or in optionals, tuples, enums, structs, arrays and dictionaries, at any depth.
/// Where something could be overlooked or has no name that lasts, the search traps and names the property.
struct Search {
    /// Variables, generators and training guards.
    private(set) var objects: [(name: String, object: AnyObject)] = []
    /// The modules, the outermost first.
    private(set) var modules: [(name: String, module: any Module)] = []

    /// What was found in every module that is an object: it may be met again, or know its parent.
    private var found: [ObjectIdentifier: (path: String, objects: Range<Int>?)] = [:]
    private let root: String

    init(_ module: some Module) {
        root = "\(type(of: module))"
        visit(module, "")
        requireOneObjectPerName()
    }

    /// The objects of one class, each under its first name.
    static func namedObjects<Object: AnyObject>(
        _ type: Object.Type, in module: some Module
    ) -> [(name: String, object: Object)] {
        var seen: Set<ObjectIdentifier> = []
        return Search(module).named(type).filter { seen.insert(ObjectIdentifier($0.object)).inserted }
    }

    /// The objects of one class; one that is shared has several names.
    func named<Object: AnyObject>(_ type: Object.Type) -> [(name: String, object: Object)] {
        objects.compactMap { name, object in (object as? Object).map { (name, $0) } }
    }

    private mutating func visit(_ value: Any, _ path: String) {
        if value is ModuleVariable || value is Generator || value is TrainingGuard {
            objects.append((path, value as AnyObject))
        } else if let module = value as? any Module {
            visitModule(module, path)
        } else if !(value is Tensor) {
            visitContents(of: value, path)
        }
    }

    private mutating func visitModule(_ module: any Module, _ path: String) {
        guard type(of: module) is AnyClass else {
            modules.append((path, module))
            return visitAll(module.members, path)
        }
        let identifier = ObjectIdentifier(module as AnyObject)
        if let before = found[identifier] {
            // A module that holds itself has nothing to add.
            for (name, object) in objects[before.objects ?? 0..<0] {
                let place = before.path.isEmpty ? name : String(name.dropFirst(before.path.count + 1))
                objects.append((Self.joined(path, place), object))
            }
            return
        }
        found[identifier] = (path, nil)
        modules.append((path, module))
        let start = objects.count
        visitAll(module.members, path)
        found[identifier] = (path, start..<objects.count)
    }

    private mutating func visitContents(of value: Any, _ path: String) {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional:
            if let wrapped = mirror.children.first { visit(wrapped.value, path) }
        case .collection:
            // Mirrors are slow: an array of numbers may be long and is known by its first element.
            guard let first = mirror.children.first, canHoldModules(first.value) else { return }
            visitAll(mirror.children.enumerated().map { ("\($0)", $1.value) }, path)
        case .dictionary:
            guard let first = mirror.children.first, canHoldModules(first.value) else { return }
            visitAll(entries(of: mirror), path)
        case .set:
            guard let first = mirror.children.first, canHoldModules(first.value) else { return }
            trap(path, "is a set, whose elements have no order to be named by; use an array")
        case .tuple:
            // Places are labelled ".0", ".1" and so on.
            visitAll(mirror.children.map { ($0.label!.trimmingPrefix(".").description, $0.value) }, path)
        case .struct, .enum:
            visitAll(mirror.children.map { ($0.label ?? "", $0.value) }, path)
        case .class:
            guard holdsModules(value) else { return }
            trap(path, "is a \(type(of: value)), which holds modules or parameters but is not a Module")
        default:
            return
        }
    }

    private mutating func visitAll(_ members: [(name: String, value: Any)], _ path: String) {
        for (name, value) in members {
            let isLazy = name.hasPrefix(lazyPrefix)
            let name = isLazy ? String(name.dropFirst(lazyPrefix.count)) : name
            let place = Self.joined(path, name)
            if isLazy, isMissingModule(value) {
                trap(place, "is lazy and has not been initialized, so it would be missed")
            }
            visit(value, place)
        }
    }

    private func requireOneObjectPerName() {
        var owners: [String: ObjectIdentifier] = [:]
        for (name, object) in objects where object is ModuleVariable {
            let owner = owners.updateValue(ObjectIdentifier(object), forKey: name)
            if owner ?? ObjectIdentifier(object) != ObjectIdentifier(object) {
                trap(name, "is the name of two parameters or buffers")
            }
        }
    }

    private func trap(_ path: String, _ problem: String) -> Never {
        fatalError("\(root): the property '\(path)' \(problem)")
    }

    private static func joined(_ path: String, _ name: String) -> String {
        path.isEmpty ? name : name.isEmpty ? path : "\(path).\(name)"
    }
}
