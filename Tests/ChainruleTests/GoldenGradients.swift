import Chainrule
import TestSupport
import Testing

extension Golden {
    /// A configuration with an entry for each spatial axis.
    func perAxis(_ tensor: String) throws -> PerAxis { PerAxis(try integers(tensor)) }

    /// Compares an output with `<name>.output` and its gradients with `<name>.d<input>`.
    func expectMatch(
        _ name: String, _ output: Tensor, _ inputs: KeyValuePairs<String, Tensor>,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        expectClose(
            output, try self["\(name).output"], tolerance: 1e-12, "\(name).output",
            sourceLocation: sourceLocation)
        let found = gradients(
            of: output, withRespectTo: inputs.map(\.value), upstream: try self["\(name).upstream"])
        for (gradient, key) in zip(found, inputs.map(\.key)) {
            expectClose(
                gradient, try self["\(name).d\(key)"], tolerance: 1e-12, "\(name).d\(key)",
                sourceLocation: sourceLocation)
        }
    }
}
