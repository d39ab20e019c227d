import Chainrule
import Foundation

// What the environment asks for is wrong before anything is done, and in words.
do {
    _ = try Threads.fromEnvironment()
    _ = try Engine.fromEnvironment()
} catch {
    FileHandle.standardError.write(Data("chainrule: \(error)\n".utf8))
    exit(2)
}
RootCommand.main()
