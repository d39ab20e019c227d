import ArgumentParsing
import ChainruleData

extension DataCommand {
    /// `chainrule data download`: a well-known data set from where it is published.
    struct Download: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "download", abstract: "Download a well-known data set.",
            discussion: """
                Data sets:
                \(PublishedDataset.catalogue.map { "  \($0.name): \($0.origin)" }.joined(separator: "\n"))

                Every file is verified by its SHA-256. To resume an interrupted download, repeat the command; files \
                that are present are not downloaded again. Uses the system's curl and tar.
                """)

        @Argument(help: "Data set to download.")
        var name: PublishedDataset

        @Option(help: ArgumentHelp("Output directory; by default data/NAME.", valueName: "dir"))
        var out: DirectoryPath?

        @Option(
            help: ArgumentHelp("Mirror to download from: the URL before the file names.", valueName: "base"))
        var url: WebAddress?

        @Option(
            help: ArgumentHelp(
                "Seconds without data before a connection is given up; by default 30.", valueName: "s"))
        var timeout: Count?

        @Option(
            help: ArgumentHelp("Attempts per source; by default 5.", valueName: "n"))
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
