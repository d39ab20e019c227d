/// A positional argument. An array takes all the words that remain, so it must come last.
///
/// Without a default an argument is required (an array needs one word at least), unless it is optional.
@propertyWrapper
public struct Argument<Value>: ArgumentDeclaration {
    private let slot: Slot<Value>
    let definition: ArgumentDefinition

    public var wrappedValue: Value {
        get { slot.current }
        set { slot.value = newValue }
    }

    public init(help: ArgumentHelp = "") where Value: ExpressibleByArgument {
        slot = Slot(nil)
        definition = .init(.argument, [], help, slot, defaults: []) { $0[0] }
    }

    public init(wrappedValue: Value, help: ArgumentHelp = "") where Value: ExpressibleByArgument {
        slot = Slot(wrappedValue)
        definition = .init(.argument, [], help, slot, defaults: [wrappedValue]) { $0[0] }
    }

    public init<T: ExpressibleByArgument>(wrappedValue: T? = nil, help: ArgumentHelp = "") where Value == T? {
        slot = Slot(.some(wrappedValue))
        definition = .init(.argument, [], help, slot, defaults: wrappedValue.map { [$0] } ?? []) { $0[0] }
    }

    public init<T: ExpressibleByArgument>(help: ArgumentHelp = "") where Value == [T] {
        slot = Slot(nil)
        definition = .init(.argument, [], help, slot, defaults: [], isRepeating: true) { $0 }
    }

    public init<T: ExpressibleByArgument>(wrappedValue: [T], help: ArgumentHelp = "") where Value == [T] {
        slot = Slot(wrappedValue)
        definition = .init(.argument, [], help, slot, defaults: wrappedValue, isRepeating: true) { $0 }
    }
}

/// An option with a value: `--name value` or `--name=value`.
///
/// Without a default it is required, unless it is optional. An option whose value is an array may be given several times.
@propertyWrapper
public struct Option<Value>: ArgumentDeclaration {
    private let slot: Slot<Value>
    let definition: ArgumentDefinition

    public var wrappedValue: Value {
        get { slot.current }
        set { slot.value = newValue }
    }

    public init(name: NameSpecification = .long, help: ArgumentHelp = "") where Value: ExpressibleByArgument {
        slot = Slot(nil)
        definition = .init(.option, name, help, slot, defaults: []) { $0[0] }
    }

    public init(
        wrappedValue: Value, name: NameSpecification = .long, help: ArgumentHelp = ""
    ) where Value: ExpressibleByArgument {
        slot = Slot(wrappedValue)
        definition = .init(.option, name, help, slot, defaults: [wrappedValue]) { $0[0] }
    }

    public init<T: ExpressibleByArgument>(
        wrappedValue: T? = nil, name: NameSpecification = .long, help: ArgumentHelp = ""
    ) where Value == T? {
        slot = Slot(.some(wrappedValue))
        definition = .init(.option, name, help, slot, defaults: wrappedValue.map { [$0] } ?? []) { $0[0] }
    }

    public init<T: ExpressibleByArgument>(
        wrappedValue: [T], name: NameSpecification = .long, help: ArgumentHelp = ""
    ) where Value == [T] {
        slot = Slot(wrappedValue)
        definition = .init(.option, name, help, slot, defaults: wrappedValue, isRepeating: true) { $0 }
    }
}

/// A switch without a value, off by default.
@propertyWrapper
public struct Flag: ArgumentDeclaration {
    private let slot: Slot<Bool>
    let definition: ArgumentDefinition

    public var wrappedValue: Bool {
        get { slot.current }
        set { slot.value = newValue }
    }

    public init(wrappedValue: Bool = false, name: NameSpecification = .long, help: ArgumentHelp = "") {
        if wrappedValue { fatalError("a flag that is on by default could never be turned off") }
        slot = Slot(false)
        definition = .init(.flag, name, help, slot, defaults: [false]) { $0[0] }
    }
}
