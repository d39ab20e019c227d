import Chainrule
import ChainruleInterop
import Foundation

/// The numbers of one golden file; see Tests/Golden/README.md.
///
/// ```swift
/// let golden = try Golden("losses")
/// expectClose(loss, try golden["mse_mean.value"])
/// ```
public struct Golden: Sendable {
    private let name: String
    private let tensors: [String: Tensor]

    /// A name that a golden file does not have.
    public struct MissingTensor: Error, CustomStringConvertible {
        public let description: String
    }

    /// Reads `Tests/Golden/<name>.safetensors`.
    public init(_ name: String) throws {
        self.name = name
        tensors = try Safetensors(contentsOf: Self.url(of: name)).tensors
    }

    /// Where the golden file called `name` is.
    public static func url(of name: String) -> URL {
        URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Golden/\(name).safetensors")
    }

    /// The names of all tensors, sorted.
    public var names: [String] { tensors.keys.sorted() }

    public subscript(tensor: String) -> Tensor {
        get throws {
            guard let found = tensors[tensor] else {
                throw MissingTensor(
                    description: "no tensor '\(tensor)' in Tests/Golden/\(name).safetensors, which has "
                        + names.joined(separator: ", "))
            }
            return found
        }
    }

    /// The whole numbers of a configuration such as `conv2d.0.stride`.
    public func integers(_ tensor: String) throws -> [Int] {
        try self[tensor].scalars(as: Int32.self).map(Int.init)
    }

    /// The prefixes of an operation's numbered cases: `conv2d.0`, `conv2d.1` and so on.
    public func cases(of operation: String) throws -> [String] {
        var cases: [String] = []
        while tensors.keys.contains(where: { $0.hasPrefix("\(operation).\(cases.count).") }) {
            cases.append("\(operation).\(cases.count)")
        }
        if cases.isEmpty { _ = try self["\(operation).0"] }
        return cases
    }
}
