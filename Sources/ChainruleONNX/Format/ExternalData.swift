import Chainrule
import Foundation

/// The files in a model's folder that hold tensors' elements; each is opened once.
final class ExternalData {
    private let modelPath: String
    private var files: [String: Data] = [:]

    init(modelPath: String) { self.modelPath = modelPath }

    /// The bytes of a tensor.
    ///
    /// - Throws: `ONNXError` when the file is missing, too short, or outside of the model's folder.
    func bytes(of external: TensorProto.External, for tensor: String) throws -> Data {
        func malformed(_ found: String, _ expected: String) -> ONNXError {
            .malformed(
                source: modelPath, place: "external data of tensor '\(tensor)'", found: found,
                expected: expected)
        }
        let file = try content(of: external.location, malformed)
        guard external.offset <= file.count, external.length ?? 0 <= file.count - external.offset else {
            throw malformed(
                "\(external.length ?? 0) bytes from \(external.offset) on",
                "at most the \(file.count) of '\(external.location)'")
        }
        let end = external.length.map { external.offset + $0 } ?? file.count
        return file[external.offset..<end]
    }

    private func content(
        of location: String, _ malformed: (String, String) -> ONNXError
    ) throws -> Data {
        if let file = files[location] { return file }
        let folder = URL(fileURLWithPath: modelPath).deletingLastPathComponent().resolvingSymlinksInPath()
        let url = folder.appendingPathComponent(location).standardizedFileURL.resolvingSymlinksInPath()
        let isInside = url.pathComponents.starts(with: folder.pathComponents) && url != folder
        if location.isEmpty || location.hasPrefix("/") || !isInside {
            throw malformed("the path '\(location)'", "a file in the model's folder")
        }
        let file: Data
        do { file = try Data(contentsOf: url, options: .alwaysMapped) } catch {
            throw ONNXError.unreadable(path: url.path, reason: oneLine(error))
        }
        files[location] = file
        return file
    }
}
