// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "chainrule",
    // Synchronization (atomics, Mutex) needs macOS 15.
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Chainrule", targets: ["Chainrule"]),
        // The target is not called `chainrule`: on a file system that ignores case it would
        // collide with the library's target.
        .executable(name: "chainrule", targets: ["ChainruleCommand"]),
    ],
    targets: [
        .target(name: "Chainrule"),
        .executableTarget(name: "ChainruleCommand", dependencies: ["ArgumentParsing", "Chainrule"]),
        .target(name: "ArgumentParsing"),
        .testTarget(name: "ArgumentParsingTests", dependencies: ["ArgumentParsing"]),
        .testTarget(name: "ChainruleTests", dependencies: ["Chainrule"]),
    ],
    swiftLanguageModes: [.v6]
)
