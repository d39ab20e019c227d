import Chainrule
import Foundation

/// Named tensors and metadata in a file of the safetensors format.
///
/// Eight bytes are the length of a JSON header, which has the name, element type, shape and offsets of every
/// tensor; their elements follow in row-major order, little-endian. float64, float32, int32, uint8 and
/// bool are called F64, F32, I32, U8 and BOOL. Halves (F16 and BF16) are read as float32 and whole numbers of
/// other widths (I64, I16, I8, U64, U32, U16) as int32; one that does not fit is an error.
///
/// ```swift
/// try Safetensors(tensors: ["weight": w], metadata: ["epoch": "3"]).write(to: url)
/// let file = try Safetensors(contentsOf: url)
/// file.tensors["weight"]
/// ```
///
/// Source: <https://github.com/huggingface/safetensors>, section "Format".
public struct Safetensors: Sendable {
    /// The tensors by name.
    public var tensors: [String: Tensor]
    /// Metadata: strings saved with the tensors.
    public var metadata: [String: String]

    public init(tensors: [String: Tensor] = [:], metadata: [String: String] = [:]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// Reads a file and checks all of it first: sizes, offsets, shapes, names.
    public init(contentsOf url: URL) throws(SafetensorsError) {
        let data: Data
        do {
            data = try Data(contentsOf: url)
        } catch {
            throw SafetensorsError(path: url.path, problem: .unreadable(oneLine(error)))
        }
        try self.init(data, path: url.path)
    }

    /// Writes a file atomically; equal tensors and metadata give equal bytes.
    ///
    /// If writing fails, an existing file at `url` is unchanged.
    public func write(to url: URL) throws(SafetensorsError) {
        if tensors.keys.contains(SafetensorsHeader.metadataKey) {
            throw SafetensorsError(
                path: url.path,
                problem: .unwritable(
                    "\"\(SafetensorsHeader.metadataKey)\" is reserved and cannot name a tensor"))
        }
        evaluate(Array(tensors.values))
        let header = SafetensorsHeader(describing: self)
        do {
            try writeAtomically(to: url) { file in
                try file.write(contentsOf: header.encoded())
                for entry in header.entries { try file.write(contentsOf: tensors[entry.name]!.value.bytes()) }
            }
        } catch {
            throw SafetensorsError(path: url.path, problem: .unwritable(oneLine(error)))
        }
    }
}
