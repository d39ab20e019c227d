import Chainrule

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

/// What the compiler puts before the name of a lazy property.
let lazyPrefix = "$__lazy_storage_$_"

/// Whether values like this one may lead to modules or parameters; asked of one element for a whole collection.
func canHoldModules(_ value: Any) -> Bool {
    if isModulePart(value) { return true }
    if value is Tensor { return false }
    let mirror = Mirror(reflecting: value)
    return switch mirror.displayStyle {
    case .enum: true
    case .optional, .collection, .dictionary, .set:
        mirror.children.first.map { canHoldModules($0.value) } ?? true
    case .struct, .tuple: mirror.children.contains { canHoldModules($0.value) }
    case .class: holdsModules(value)
    default: false
    }
}

/// Whether a stored property of an object is a module or a parameter.
func holdsModules(_ object: Any) -> Bool { storedProperties(of: object).contains { isModulePart($0.value) } }

/// Whether a value is an absent optional for a module or a parameter.
func isMissingModule(_ value: Any) -> Bool {
    guard let optional = value as? any AnyOptional, optional.isNil else { return false }
    let wrapped = type(of: optional).wrapped
    return wrapped is any Module.Type || wrapped is ModuleVariable.Type
}

/// The entries of a dictionary, whose keys become names, in the order of the keys.
func entries(of dictionary: Mirror) -> [(name: String, value: Any)] {
    let entries = dictionary.children.map { child in
        let pair = Mirror(reflecting: child.value).children.map(\.value)
        return (key: pair[0], value: pair[1])
    }
    let numbered = entries.compactMap { entry in (entry.key as? Int).map { ($0, entry.value) } }
    if numbered.count == entries.count { return numbered.sorted { $0.0 < $1.0 }.map { ("\($0)", $1) } }
    return entries.map { ("\($0.key)", $0.value) }.sorted { $0.0 < $1.0 }
}

private func isModulePart(_ value: Any) -> Bool { value is any Module || value is ModuleVariable }

private protocol AnyOptional {
    static var wrapped: Any.Type { get }
    var isNil: Bool { get }
}

extension Optional: AnyOptional {
    static var wrapped: Any.Type { Wrapped.self }
    var isNil: Bool { self == nil }
}
