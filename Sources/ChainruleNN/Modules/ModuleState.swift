import Chainrule
import ChainruleInterop
import Foundation

extension Module {
    /// The values of all parameters and buffers under their dotted names.
    public func stateDictionary() -> [String: Tensor] {
        Dictionary(uniqueKeysWithValues: found(ModuleVariable.self).map { ($0.name, $0.object.value) })
    }

    /// Sets every parameter and buffer to the tensor of its name.
    ///
    /// The counters of batches that PyTorch keeps beside running statistics, `num_batches_tracked`, are
    /// passed over; nothing depends on them here.
    ///
    /// - Throws: ``StateError`` if a tensor is missing, surplus or of another shape or element type; then
    ///   nothing has changed. Element types are not converted; use `cast(to:)`.
    public func load(_ state: [String: Tensor]) throws(StateError) {
        try load(state, source: "the state dictionary")
    }

    /// Writes parameters and buffers to a safetensors file, which appears whole or not at all.
    public func save(to url: URL, metadata: [String: String] = [:]) throws(SafetensorsError) {
        try Safetensors(tensors: stateDictionary(), metadata: metadata).write(to: url)
    }

    /// Sets every parameter and buffer to the tensor of its name in a safetensors file.
    ///
    /// - Throws: `SafetensorsError` if the file cannot be read, ``StateError`` if its tensors do not fit; then
    ///   nothing has changed.
    public func load(from url: URL) throws {
        try load(Safetensors(contentsOf: url).tensors, source: "'\(url.path)'")
    }

    private func load(_ state: [String: Tensor], source: String) throws(StateError) {
        let variables = found(ModuleVariable.self)
        let names = Set(variables.map(\.name))
        let state = state.filter { name, _ in !Self.isBatchCounter(name, beside: names) }
        try StateError.check(state, fits: variables.map { ($0.name, $0.object) }, source: source)
        assign(variables.map { ($0.object, state[$0.name]!) })
    }

    private static func isBatchCounter(_ name: String, beside names: Set<String>) -> Bool {
        let counter = "num_batches_tracked"
        return name.hasSuffix(counter) && names.contains(name.dropLast(counter.count) + "running_mean")
    }
}
