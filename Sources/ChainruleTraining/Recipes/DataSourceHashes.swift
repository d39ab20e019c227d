import ChainruleData

extension DataSource {
    /// SHA-256 of the files the examples are read from, by their paths in the directory; none for drawn characters.
    ///
    /// - Throws: `DataError` when the directory holds no data set, or a file cannot be read.
    public func hashes() throws(DataError) -> [String: String] {
        guard case .directory(let path) = self else { return [:] }
        var hashes: [String: String] = [:]
        for name in try TrainingData.files(inDirectory: path) {
            hashes[name] = try SHA256.hexDigest(ofFile: "\(path)/\(name)")
        }
        return hashes
    }
}
