import ChainruleData
import Foundation

extension DataSource {
    /// Makes sure that what is written to a directory will not be read as examples: in a directory of folders of
    /// images every folder is a class.
    ///
    /// - Throws: `DataError` if it would be, or the directory of the examples holds no data set.
    public func requireOutside(_ output: URL) throws(DataError) {
        guard case .directory(let path) = self else { return }
        let data = URL(fileURLWithPath: path).standardizedFileURL.path
        let place = output.standardizedFileURL.path
        guard place.hasPrefix(data + "/"),
            try TrainingData.isOfImageFolders(data)
        else { return }
        throw .malformed(
            source: place, found: "a directory inside the data",
            expected: "one outside of \(data), where every folder is a class")
    }
}
