import Chainrule
import Foundation

/// The machine a run was made on, as far as its numbers may depend on it.
public struct RunEnvironment: Sendable, Equatable, Codable {
    /// The number of threads, which changes no bit.
    public var threads: Int
    /// The engine, `onednn` or `reference`.
    public var engine: String
    /// The library behind the engine, as in `oneDNN 2.6.3`; nil if there is none.
    public var library: String?
    /// Whether convolutions were computed by Winograd's algorithm where that is faster; nil for the reference engine.
    public var winograd: Bool?
    /// The processor's name, if the system tells it.
    public var processor: String?
    /// The cores that the process may keep busy, which is what the next two come to.
    public var cores: Int
    /// The cores of the process's affinity mask.
    public var affinityCores: Int?
    /// The cores' worth of time that the quotas of its control groups grant; nil if there are none.
    public var cpuQuota: Double?
    public var system: String

    static var current: RunEnvironment {
        RunEnvironment(
            threads: Threads.count, engine: Engine.current.rawValue,
            library: Engine.current == .oneDNN ? Engine.oneDNNDescription : nil,
            winograd: Engine.current == .oneDNN ? Engine.usesWinograd : nil, processor: processorName,
            cores: Threads.usableCores, affinityCores: Threads.limits.allowed, cpuQuota: Threads.limits.quota,
            system: ProcessInfo.processInfo.operatingSystemVersionString)
    }

    /// Why an earlier run cannot be resumed bit for bit here; nil if it can.
    func difference(from earlier: RunEnvironment) -> (found: String, expected: String)? {
        if earlier.engine != engine {
            return ("a run on the engine \(earlier.engine)", "\(engine); CHAINRULE_ENGINE selects the engine")
        }
        if earlier.winograd != winograd {
            func words(_ winograd: Bool?) -> String { winograd == true ? "on" : "off" }
            return (
                "a run with Winograd's algorithm \(words(earlier.winograd))",
                "\(words(winograd)); CHAINRULE_WINOGRAD selects it"
            )
        }
        return nil
    }

    private static var processorName: String? {
        #if canImport(Darwin)
        var size = 0
        guard sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0) == 0 else { return nil }
        var name = [CChar](repeating: 0, count: size)
        sysctlbyname("machdep.cpu.brand_string", &name, &size, nil, 0)
        return String(cString: name)
        #else
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
        #endif
    }
}
