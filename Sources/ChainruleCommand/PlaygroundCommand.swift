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

            \(PlaygroundPage.all.map { "  \($0.title): \($0.summary)" }.joined(separator: "\n"))

            Needs libmicrohttpd, which scripts/setup installs.
            """)

    @Option(
        help: ArgumentHelp(
            "Port to listen on, 0 for any that is free; by default \(Port.playground), or a free one if that is in use.",
            valueName: "n"))
    var port: Port?

    mutating func run() throws {
        // Networks as small as these gain nothing from more threads, and the browser needs a core.
        Threads.count = 1
        let server = try server()
        let isOver = DispatchSemaphore(value: 0)
        let interruption = Interruption { isOver.signal() }
        printNow("The playground is at \(server.address)  (Ctrl-C ends it)")
        isOver.wait()
        server.stop()
        withExtendedLifetime(interruption) {}
    }

    private func server() throws(HTTPServerError) -> PlaygroundServer {
        do { return try PlaygroundServer(port: port?.value ?? Port.playground) } catch .portInUse
            where port == nil
        {
            printNow("Port \(Port.playground) is in use.")
            return try PlaygroundServer(port: 0)
        }
    }
}
