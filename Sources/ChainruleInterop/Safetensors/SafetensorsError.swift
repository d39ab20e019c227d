/// Why a safetensors file cannot be read or written.
public struct SafetensorsError: Error, Equatable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// What is wrong with it.
    public let problem: Problem

    /// What is wrong with a file.
    public enum Problem: Equatable, Sendable {
        /// The system refused to read it, for the reason given.
        case unreadable(String)
        /// The system refused to write it, for the reason given; nothing was changed.
        case unwritable(String)
        /// The file ends too early or too late.
        case wrongSize(found: Int, expected: String)
        /// The header is not the JSON it should be.
        case malformedHeader(String)
        /// A tensor with an inconsistent entry in the header or inconsistent data.
        case malformedTensor(String, String)
        /// A tensor of an element type that is not supported.
        case unsupportedDType(tensor: String, dtype: String)
    }

    public var description: String {
        switch problem {
        case .unreadable(let reason): "cannot read '\(path)': \(reason)"
        case .unwritable(let reason): "cannot write '\(path)': \(reason)"
        case .wrongSize(let found, let expected): "'\(path)' has \(found) bytes, expected \(expected)"
        case .malformedHeader(let reason): "the header of '\(path)' is malformed: \(reason)"
        case .malformedTensor(let tensor, let reason):
            "the tensor \(tensor.debugDescription) of '\(path)' is malformed: \(reason)"
        case .unsupportedDType(let tensor, let dtype):
            "the tensor \(tensor.debugDescription) of '\(path)' has the element type "
                + "\(dtype.debugDescription), expected one of \(StoredType.allCases.map(\.rawValue).joined(separator: ", "))"
        }
    }
}
