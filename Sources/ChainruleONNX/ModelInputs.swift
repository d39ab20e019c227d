import Chainrule

extension ValueInfo {
    /// An argument as the value of this input; `named` are the sizes of axes with names, so far.
    func value(of argument: Tensor, named sizes: inout [String: Int], source: String) throws -> ONNXValue {
        func mismatch(_ expected: String) -> ONNXError {
            .arguments(source: "\(source), input '\(name)'", found: "\(argument.type)", expected: expected)
        }
        guard let type = elementType, let carrier = type.dtype else { throw mismatch("\(self)") }
        let isInteger = [.int32, .uint8].contains(argument.dtype)
        guard type.isInteger ? isInteger : argument.dtype == carrier else { throw mismatch("\(self)") }
        if let declared = self.sizes {
            if declared.count != argument.rank { throw mismatch("\(self)") }
            for (axis, size) in declared.enumerated() {
                switch size {
                case .fixed(let size) where size != argument.shape[axis]: throw mismatch("\(self)")
                case .named(let name):
                    let known = sizes[name] ?? argument.shape[axis]
                    if known != argument.shape[axis] { throw mismatch("\(self), where \(name) is \(known)") }
                    sizes[name] = known
                default: break
                }
            }
        }
        return ONNXValue(argument.cast(to: carrier), type)
    }
}
