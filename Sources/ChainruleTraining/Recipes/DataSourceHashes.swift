import ChainruleData
import Foundation

extension DataSource {
    /// SHA-256 of the files the examples are read from, by their names; none for drawn characters.
    public func hashes() throws(DataError) -> [String: String] {
        guard case .directory(let path) = self else { return [:] }
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
        var hashes: [String: String] = [:]
        for name in names where isFile("\(path)/\(name)") {
            hashes[name] = try SHA256.hexDigest(ofFile: "\(path)/\(name)")
        }
        return hashes
    }

    private func isFile(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            && !isDirectory.boolValue
    }
}
