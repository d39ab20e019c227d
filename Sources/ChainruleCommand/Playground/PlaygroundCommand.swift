import ArgumentParsing
import Chainrule
import ChainruleStudio
import ChainruleTraining
import Dispatch

/// `chainrule playground`: pages in the browser on which networks are trained live.
struct PlaygroundCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "playground", abstract: "Train small networks in the browser and watch them learn.",
        discussion: """
            Serves pages on 127.0.0.1, for this machine only, until Ctrl-C. This process trains; every tab has a training of \
            its own, which ends when the tab is closed. A page's settings are in its address, which can be shared. Pages:

            \(PlaygroundPage.usual.map { "  \($0.title): \($0.summary)" }.joined(separator: "\n"))

            The page of digits trains a LeNet when it is first opened, on --data or on synthetic digits, and the page of \
            characters an LSTM, on made-up tales or on a text that is dropped on it; or they use the networks of runs.

            Needs libmicrohttpd, which scripts/setup installs.
            """)

    @Option(
        help: ArgumentHelp(
            "Port to listen on, 0 for any that is free; by default \(Port.playground), or a free one if that is in use.",
            valueName: "n"))
    var port: Port?

    @Option(
        help: ArgumentHelp(
            "Images to train the network for drawn digits on: MNIST's IDX files, or a folder of images per class; by default "
                + "synthetic digits.", valueName: "path"))
    var data: DirectoryPath?

    @Option(
        name: .customLong("run"),
        help: ArgumentHelp(
            "Output directories of `chainrule train`, with commas between them: networks for small images, which the page of "
                + "digits uses, or for texts, for the page of characters.", valueName: "runs"))
    var runs: RunList?

    mutating func run() throws {
        // Networks as small as these gain nothing from more threads, and the browser needs a core.
        Threads.count = 1
        let server = try server(of: PlaygroundPage.all(data: data?.path, runs: runs?.paths ?? []))
        let isOver = DispatchSemaphore(value: 0)
        let interruption = Interruption { isOver.signal() }
        printNow("The playground is at \(server.address)  (Ctrl-C ends it)")
        isOver.wait()
        server.stop()
        withExtendedLifetime(interruption) {}
    }

    private func server(of pages: [PlaygroundPage]) throws(HTTPServerError) -> PlaygroundServer {
        do {
            return try PlaygroundServer(port: port?.value ?? Port.playground, pages: pages)
        } catch .portInUse
            where port == nil
        {
            printNow("Port \(Port.playground) is in use.")
            return try PlaygroundServer(port: 0, pages: pages)
        }
    }
}

/// Directories of runs.
struct RunList: ExpressibleByArgument {
    let paths: [String]

    init?(argument: String) {
        paths = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        if paths.contains("") { return nil }
    }

    static let expectedValueDescription = "directories with commas between them"
}
