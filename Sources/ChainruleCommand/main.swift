import Chainrule
import Foundation

// What the environment asks for is wrong before anything is done, and in words.
do {
    _ = try Threads.fromEnvironment()
    _ = try Engine.fromEnvironment()
} catch {
    // With standard error closed there is nobody left to tell.
    try? FileHandle.standardError.write(contentsOf: Data("chainrule: \(error)\n".utf8))
    exit(2)
}
ParentProcess.watch()
RootCommand.main()
