import Chainrule
import Foundation

/// An event of a download in progress.
public enum DownloadEvent: Sendable, Equatable {
    /// The file was already present.
    case present(PublishedFile)
    /// A partial download of the file is resumed.
    case resuming(PublishedFile, at: Int)
    /// A partial download cannot be resumed: the server has another version of the file.
    case startingOver(PublishedFile)
    /// The number of bytes of the file received so far.
    case progress(PublishedFile, bytes: Int)
    /// The same source is tried again after a pause in seconds.
    case retrying(PublishedFile, DataError, pause: Double)
    /// The next source is tried.
    case nextSource(PublishedFile, DataError)
    /// The file was downloaded and verified.
    case fetched(PublishedFile)
    /// The archive was unpacked.
    case unpacked(PublishedFile, members: Int)
}

/// Downloads a published data set into a directory.
///
/// A file appears under its name only when its size and its SHA-256 are right. A partial download stays
/// as `NAME.part` and is resumed the next time. Uses the system's programs `curl` and, for archives, `tar`.
public struct DatasetDownload {
    /// The data set to download.
    public let dataset: PublishedDataset
    /// The output directory; created if it does not exist.
    public let directory: String
    /// The URLs in front of the files' names, tried in this order.
    public let sources: [String]
    /// Seconds after which a connection with fewer than 1000 bytes per second is given up.
    public let patience: Int
    /// The number of consecutive attempts per source without progress.
    public let attempts: Int

    /// - Parameters:
    ///   - dataset: The data set to download.
    ///   - directory: The output directory; created if it does not exist.
    ///   - sources: The URLs in front of the files' names, by default the data set's own.
    ///   - patience: Seconds after which a connection with fewer than 1000 bytes per second is given up, by default 30.
    ///   - attempts: The number of consecutive attempts per source that fail temporarily, for example by a broken
    ///     connection, and make no progress; by default 5, with pauses of half a second, one, two and four.
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
    /// - Parameter report: Called with every event.
    /// - Throws: `DataError` with the URL or the path. Complete files, and the parts of others, stay for the next
    ///   attempt.
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
