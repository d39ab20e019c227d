/// A file that is published somewhere, and how to know that it came through whole.
public struct PublishedFile: Sendable, Equatable {
    /// What it is called, at its source and on disk.
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
    /// A `tar.gz` archive whose files are wanted and not the archive itself.
    public struct Archive: Sendable, Equatable {
        /// Where in the archive the members are.
        public let folder: String
        /// The files to take out.
        public let members: [PublishedFile]

        public init(folder: String, members: [PublishedFile]) {
            (self.folder, self.members) = (folder, members)
        }
    }

    /// What the data set is called.
    public let name: String
    /// What it holds, who made it and under which license.
    public let origin: String
    /// The URLs in front of the files' names, tried in this order.
    public let sources: [String]
    /// The files to fetch; just one where there is an archive.
    public let files: [PublishedFile]
    /// What the file is taken apart into, if it is an archive.
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
