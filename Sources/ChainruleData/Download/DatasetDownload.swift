import Chainrule
import Foundation

/// An event of a download in progress.
public enum DownloadEvent: Sendable, Equatable {
    /// The very file was there already.
    case present(PublishedFile)
    /// What came of the file on an earlier day is continued behind its first bytes.
    case resuming(PublishedFile, at: Int)
    /// What came of the file before cannot be continued: the server has another version of it.
    case startingOver(PublishedFile)
    /// So many bytes of the file are here.
    case progress(PublishedFile, bytes: Int)
    /// The same source is asked again after a pause in seconds.
    case retrying(PublishedFile, DataError, pause: Double)
    /// The next source is asked.
    case nextSource(PublishedFile, DataError)
    /// The file has come through whole, and is in its place.
    case fetched(PublishedFile)
    /// The archive has been taken apart into its members.
    case unpacked(PublishedFile, members: Int)
}

/// Downloads a published data set into a directory.
///
/// A file appears under its name only when its size and its SHA-256 are right. What came of a file before
/// the program ended waits as `NAME.part` and is continued the next time. The work is done by the system's
/// program `curl`, and by `tar` for an archive.
public struct DatasetDownload {
    /// What is fetched.
    public let dataset: PublishedDataset
    /// Where it goes; made when it does not exist.
    public let directory: String
    /// The URLs in front of the files' names, tried in this order.
    public let sources: [String]
    /// How long a connection may bring fewer than 1000 bytes a second before it counts as dead, in seconds.
    public let patience: Int
    /// How many times in a row a source is tried that fails temporarily and delivers nothing more.
    public let attempts: Int

    /// - Parameters:
    ///   - dataset: What to fetch.
    ///   - directory: Where it goes; it is made when it does not exist.
    ///   - sources: The URLs in front of the files' names, by default the data set's own.
    ///   - patience: How long a connection may bring fewer than 1000 bytes a second, by default 30 seconds.
    ///   - attempts: How many times in a row a source is asked that brings nothing more, and fails in a way
    ///     that may pass, such as a broken connection; by default 5: again after half a second, one, two and
    ///     four.
    /// - Precondition: there is a source, and `patience` and `attempts` are at least 1.
    public init(
        _ dataset: PublishedDataset, into directory: String, sources: [String]? = nil, patience: Int = 30,
        attempts: Int = 5
    ) {
        let sources = sources ?? dataset.sources
        require(
            !sources.isEmpty && patience > 0 && attempts > 0,
            "DatasetDownload: \(sources.count) sources, patience of \(patience) s, \(attempts) attempts")
        self.dataset = dataset
        self.directory = directory
        self.sources = sources
        self.patience = patience
        self.attempts = attempts
    }

    /// Downloads missing files; returns when all files are present and verified.
    ///
    /// - Parameter report: Is told what happens.
    /// - Throws: `DataError` with the URL or the path of what is wrong. The files that are complete, and the
    ///   parts of others, stay for the next time.
    public func run(report: @escaping (DownloadEvent) -> Void) throws(DataError) {
        if let archive = dataset.archive, try areAllPresent(archive.members) {
            for member in archive.members { report(.present(member)) }
            return
        }
        let isNew = !FileManager.default.fileExists(atPath: directory)
        do { try makeDirectory(at: directory) } catch {
            throw .unwritable(path: directory, reason: error.description)
        }
        defer {
            // Succeeds only for an empty directory: one that failed at once should leave none.
            if isNew { rmdir(directory) }
        }
        for file in dataset.files {
            try FileDownload(
                file: file, directory: directory, sources: sources, patience: patience, attempts: attempts,
                report: report
            ).run()
        }
        if let archive = dataset.archive {
            try archive.unpack("\(directory)/\(dataset.files[0].name)", into: directory)
            report(.unpacked(dataset.files[0], members: archive.members.count))
        }
    }

    private func areAllPresent(_ files: [PublishedFile]) throws(DataError) -> Bool {
        for file in files where try !file.isPresent(in: directory) { return false }
        return true
    }
}
