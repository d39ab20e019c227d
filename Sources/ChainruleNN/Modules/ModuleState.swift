import Chainrule
import ChainruleInterop
import Foundation

extension Module {
    /// The values of all parameters under their dotted names.
    public func stateDictionary() -> [String: Tensor] {
        Dictionary(uniqueKeysWithValues: parameters().map { ($0.name, $0.parameter.value) })
    }

    /// Sets every parameter to the tensor of its name.
    ///
    /// - Throws: ``StateError`` if a tensor is missing, surplus or of another shape or element type; then no
    ///   parameter has changed. Element types are not converted; use `cast(to:)`.
    public func load(_ state: [String: Tensor]) throws(StateError) {
        try load(state, source: "the state dictionary")
    }

    /// Writes the parameters to a safetensors file, which appears whole or not at all.
    public func save(to url: URL, metadata: [String: String] = [:]) throws(SafetensorsError) {
        try Safetensors(tensors: stateDictionary(), metadata: metadata).write(to: url)
    }

    /// Sets every parameter to the tensor of its name in a safetensors file.
    ///
    /// - Throws: `SafetensorsError` if the file cannot be read, ``StateError`` if its tensors do not fit; then
    ///   no parameter has changed.
    public func load(from url: URL) throws {
        try load(Safetensors(contentsOf: url).tensors, source: "'\(url.path)'")
    }

    private func load(_ state: [String: Tensor], source: String) throws(StateError) {
        let parameters = parameters()
        try StateError.check(state, fits: parameters, source: source)
        for (name, parameter) in parameters { parameter.value = state[name]! }
    }
}
