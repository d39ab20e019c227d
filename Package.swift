// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "chainrule",
    // Synchronization (atomics, Mutex) needs macOS 15.
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Chainrule", targets: ["Chainrule"]),
        .library(name: "ChainruleData", targets: ["ChainruleData"]),
        // The target is not called `chainrule`: on a file system that ignores case it would
        // collide with the library's target.
        .executable(name: "chainrule", targets: ["ChainruleCommand"]),
    ],
    targets: [
        .target(name: "Chainrule"),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .target(name: "ChainruleData", dependencies: ["Chainrule", "CZlib"]),
        .target(name: "ArgumentParsing"),
        .executableTarget(name: "ChainruleCommand", dependencies: ["ArgumentParsing"]),
        .testTarget(name: "ArgumentParsingTests", dependencies: ["ArgumentParsing"]),
        .testTarget(name: "ChainruleDataTests", dependencies: ["ChainruleData"]),
    ],
    swiftLanguageModes: [.v6]
)
