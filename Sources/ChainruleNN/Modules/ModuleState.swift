import Chainrule
import ChainruleInterop
import Foundation

extension Module {
    /// The values of all parameters and buffers under their dotted names; a shared one under each of its names.
    public func stateDictionary() -> [String: Tensor] {
        Dictionary(
            Search(self).named(ModuleVariable.self).map { ($0.name, $0.object.value) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Sets every parameter and buffer to the tensor of its name.
    ///
    /// PyTorch's batch counters `num_batches_tracked` are ignored. A parameter that is shared needs a tensor under one of its names;
    /// under several names the tensors must be equal.
    ///
    /// - Throws: ``StateError`` if a tensor is missing, surplus or of another shape or element type, or the
    ///   tensors of one parameter differ; then nothing has changed. Element types are not converted; use `cast(to:)`.
    public func load(_ state: [String: Tensor]) throws(StateError) {
        try load(state, source: "the state dictionary")
    }

    /// Writes parameters and buffers to a safetensors file, which is replaced atomically.
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
        let search = Search(self)
        let all = search.named(ModuleVariable.self)
        let names = Set(all.map(\.name))
        let state = state.filter { name, _ in !Self.isBatchCounter(name, beside: names) }
        let namesOf = Dictionary(grouping: all) { ObjectIdentifier($0.object) }
        let variables = found(ModuleVariable.self).map { variable in
            (
                names: namesOf[ObjectIdentifier(variable.object)]!.map(\.name),
                variable: variable.object as Variable
            )
        }
        let fitting = try StateError.checked(state, fits: variables, source: source)
        assign(zip(variables, fitting).map { ($0.variable, $1) })
        for (_, trainingGuard) in search.named(TrainingGuard.self) { trainingGuard.isLoadedNow() }
    }

    private static func isBatchCounter(_ name: String, beside names: Set<String>) -> Bool {
        let counter = "num_batches_tracked"
        return name.hasSuffix(counter) && names.contains(name.dropLast(counter.count) + "running_mean")
    }
}
