import COneDNN
import Synchronization

/// The engine (backend) that computes the values of tensors.
public enum Engine: String, Sendable, CaseIterable {
    /// Plain loops in Swift for every operation and element type: what the others are judged by.
    case reference
    /// Fused vector loops, and oneDNN for convolutions and matrix products, all on float32. What has no such
    /// kernel, other element types among it, is computed as by `reference`.
    case oneDNN = "onednn"

    private static let chosen = Mutex<Engine?>(nil)

    /// The engine that is used from now on.
    ///
    /// At the start it is the one that `CHAINRULE_ENGINE` names, `onednn` or `reference`; without that, oneDNN
    /// if its library can be loaded. A name that is none of these traps, and so does oneDNN where it is missing.
    public static var current: Engine {
        get {
            chosen.withLock { engine in
                if let engine { return engine }
                let first = Engine.initial
                engine = first
                return first
            }
        }
        set {
            require(
                newValue != .oneDNN || isOneDNNAvailable,
                "the engine onednn is not available: \(oneDNNDescription)")
            chosen.withLock { $0 = newValue }
        }
    }

    /// Whether oneDNN was there when this was built and its library can be loaded.
    public static var isOneDNNAvailable: Bool {
        cdn_is_available()
    }

    /// As in `oneDNN 2.6.3`, or why it is not available.
    public static var oneDNNDescription: String { String(cString: cdn_description()) }

    /// The engine that `CHAINRULE_ENGINE` names, or else the best one there is.
    ///
    /// - Throws: `EnvironmentError` if it names none, or one that is not available.
    public static func fromEnvironment() throws(EnvironmentError) -> Engine {
        let variable = "CHAINRULE_ENGINE"
        guard let name = EnvironmentError.value(of: variable) else {
            return isOneDNNAvailable ? .oneDNN : .reference
        }
        guard let engine = Engine(rawValue: name) else {
            throw EnvironmentError(
                variable: variable, value: name,
                expected: allCases.map(\.rawValue).joined(separator: " or "))
        }
        if engine == .oneDNN && !isOneDNNAvailable {
            throw EnvironmentError(
                variable: variable, value: name,
                expected: "\(Engine.reference.rawValue), as the other is not available: \(oneDNNDescription)"
            )
        }
        return engine
    }

    private static let winograd = Mutex<Bool?>(nil)

    /// Whether the fast engine computes convolutions of 3×3 and 5×5 kernels with stride 1 by Winograd's minimal filtering where
    /// that is faster.
    ///
    /// It takes about a third of the time, and rounds otherwise: the largest error, compared with the largest output, is
    /// about 2·10⁻⁶ instead of 7·10⁻⁷ for 64 to 256 channels. A pixel that is NaN or infinite makes all outputs NaN whose tile
    /// of up to 4×4 sees it, not only those whose kernel does. At the start it is false if `CHAINRULE_WINOGRAD` is `off`,
    /// and true otherwise; a variable that is neither `on` nor `off` traps. The reference engine never does.
    public static var usesWinograd: Bool {
        get {
            winograd.withLock { choice in
                if let choice { return choice }
                let first = initialWinograd
                choice = first
                return first
            }
        }
        set { winograd.withLock { $0 = newValue } }
    }

    /// Whether `CHAINRULE_WINOGRAD` is not `off`.
    ///
    /// - Throws: `EnvironmentError` if it is neither `on` nor `off`.
    public static func winogradFromEnvironment() throws(EnvironmentError) -> Bool {
        let variable = "CHAINRULE_WINOGRAD"
        switch EnvironmentError.value(of: variable) {
        case nil, "on": return true
        case "off": return false
        case let value?: throw EnvironmentError(variable: variable, value: value, expected: "on or off")
        }
    }

    private static var initialWinograd: Bool {
        do { return try winogradFromEnvironment() } catch { fatalError(error.description) }
    }

    private static var initial: Engine {
        do { return try fromEnvironment() } catch { fatalError(error.description) }
    }
}
