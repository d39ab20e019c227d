import ArgumentParsing
import ChainruleData

extension DataCommand {
    /// `chainrule data download`: a well-known data set from where it is published.
    struct Download: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "download", abstract: "Fetch a well-known data set.",
            discussion: """
                Data sets:
                \(PublishedDataset.catalogue.map { "  \($0.name): \($0.origin)" }.joined(separator: "\n"))

                Every file is checked by its SHA-256 before it gets its name. A download that was broken off \
                is continued by the same command. Files that are there already are not fetched again. The \
                system's programs curl and tar do the work.
                """)

        @Argument(help: "What to fetch.")
        var name: PublishedDataset

        @Option(help: ArgumentHelp("Where the files go; by default data/NAME.", valueName: "dir"))
        var out: DirectoryPath?

        @Option(
            help: ArgumentHelp("Fetch from here: the URL in front of the files' names.", valueName: "base"))
        var url: WebAddress?

        @Option(
            help: ArgumentHelp(
                "Give up on a connection that brings nothing for so long; 30 by default.", valueName: "s"))
        var timeout: Count?

        @Option(
            help: ArgumentHelp("How many times to ask a source that fails; 5 by default.", valueName: "n"))
        var attempts: Count?

        func run() throws {
            let directory = out?.path ?? "data/\(name.name)"
            let report = DownloadReport()
            defer { report.end() }
            print("\(name.name): \(name.origin)")
            try DatasetDownload(
                name, into: directory, sources: url.map { [$0.base] }, patience: timeout?.value ?? 30,
                attempts: attempts?.value ?? 5
            ).run(report: report.tell)
            print("in \(directory)")
        }
    }
}

extension PublishedDataset: ExpressibleByArgument {
    public init?(argument: String) {
        guard let dataset = Self.catalogue.first(where: { $0.name == argument }) else { return nil }
        self = dataset
    }

    public static var allValueStrings: [String] { catalogue.map(\.name) }
}

/// The URL of something on the web.
struct WebAddress: ExpressibleByArgument {
    let base: String

    init?(argument: String) {
        guard ["http://", "https://"].contains(where: { argument.hasPrefix($0) && argument != $0 }) else {
            return nil
        }
        base = argument
    }

    static let expectedValueDescription = "a URL that begins with http:// or https://"
}
