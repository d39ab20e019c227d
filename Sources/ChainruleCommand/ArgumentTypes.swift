import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining

extension Recipe: ExpressibleByArgument {
    public init?(argument: String) {
        guard let recipe = Recipe.named(argument) else { return nil }
        self = recipe
    }

    public static var allValueStrings: [String] { all.map(\.name) }
}

extension OptimizerKind: ExpressibleByArgument {}

extension Schedule: ExpressibleByArgument {
    public init?(argument: String) {
        guard let schedule = try? Schedule(argument) else { return nil }
        self = schedule
    }

    public static var expectedValueDescription: String {
        "one of " + forms.map(\.form).joined(separator: ", ")
    }

    public static func expectedValueDescription(insteadOf argument: String) -> String {
        do {
            _ = try Schedule(argument)
        } catch .malformed(_, _, let expected) {
            return expected
        } catch {}
        return expectedValueDescription
    }
}

/// A count.
struct Count: ExpressibleByArgument {
    /// Far beyond every use, so that arithmetic with counts cannot overflow.
    private static let range = 1...1_000_000

    let value: Int

    init?(argument: String) {
        guard let value = Int(argument), Self.range.contains(value) else { return nil }
        self.value = value
    }

    static let expectedValueDescription = "an integer from \(range.lowerBound) to \(range.upperBound)"
}

/// A number of processor cores.
struct ThreadCount: ExpressibleByArgument {
    let value: Int

    init?(argument: String) {
        guard let value = Int(argument), Threads.range.contains(value) else { return nil }
        self.value = value
    }

    static let expectedValueDescription =
        "an integer from \(Threads.range.lowerBound) to \(Threads.range.upperBound)"
}

/// A length of time or of a step.
struct PositiveNumber: ExpressibleByArgument {
    let value: Double

    init?(argument: String) {
        guard let value = Double(argument: argument), value > 0 else { return nil }
        self.value = value
    }

    static let expectedValueDescription = "a finite number above 0"
}

/// A nonnegative strength.
struct NonNegativeNumber: ExpressibleByArgument {
    let value: Double

    init?(argument: String) {
        guard let value = Double(argument: argument), value >= 0 else { return nil }
        self.value = value
    }

    static let expectedValueDescription = "a finite number, 0 or above"
}

/// A fraction below 1.
struct ShareBelowOne: ExpressibleByArgument {
    let value: Double

    init?(argument: String) {
        guard let value = Double(argument), (0..<1).contains(value) else { return nil }
        self.value = value
    }

    static let expectedValueDescription = "a number from 0 up to but excluding 1"
}

/// The path of a directory; an empty argument, as from an unset variable, is invalid.
struct DirectoryPath: ExpressibleByArgument {
    let path: String

    init?(argument: String) {
        if argument.isEmpty { return nil }
        path = argument
    }

    static let expectedValueDescription = "the path of a directory"
}

/// The path of a file.
struct FilePath: ExpressibleByArgument {
    let path: String

    init?(argument: String) {
        if argument.isEmpty { return nil }
        path = argument
    }

    static let expectedValueDescription = "the path of a file"
}

/// A probability that something happens at all.
struct Probability: ExpressibleByArgument {
    let value: Double

    init?(argument: String) {
        guard let value = Double(argument), value > 0, value <= 1 else { return nil }
        self.value = value
    }

    static let expectedValueDescription = "a number above 0 and up to 1"
}

/// A port of this machine.
struct Port: ExpressibleByArgument {
    /// That of the playground, unless another is asked for.
    static let playground: UInt16 = 8471

    let value: UInt16

    init?(argument: String) {
        guard let value = UInt16(argument) else { return nil }
        self.value = value
    }

    static let expectedValueDescription = "an integer from 0 to 65535"
}
