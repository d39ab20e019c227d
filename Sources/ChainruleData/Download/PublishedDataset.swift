/// A published file with its size and hash.
public struct PublishedFile: Sendable, Equatable {
    /// The file name, at its source and on disk.
    public let name: String
    /// Its size in bytes.
    public let byteCount: Int
    /// Its SHA-256 in 64 hexadecimal digits, in lower case.
    public let sha256: String

    public init(_ name: String, byteCount: Int, sha256: String) {
        (self.name, self.byteCount, self.sha256) = (name, byteCount, sha256)
    }
}

/// A data set that ``DatasetDownload`` can fetch.
public struct PublishedDataset: Sendable, Equatable {
    /// A `tar.gz` archive that is unpacked after the download.
    public struct Archive: Sendable, Equatable {
        /// The directory of the members in the archive.
        public let folder: String
        /// The files to extract.
        public let members: [PublishedFile]

        public init(folder: String, members: [PublishedFile]) {
            (self.folder, self.members) = (folder, members)
        }
    }

    /// The name of the data set.
    public let name: String
    /// Its content, authors and license.
    public let origin: String
    /// The URLs in front of the files' names, tried in this order.
    public let sources: [String]
    /// The files to fetch; just one where there is an archive.
    public let files: [PublishedFile]
    /// The files in the archive, if it is one.
    public let archive: Archive?

    public init(
        name: String, origin: String, sources: [String], files: [PublishedFile], archive: Archive? = nil
    ) {
        self.name = name
        self.origin = origin
        self.sources = sources
        self.files = files
        self.archive = archive
    }
}
