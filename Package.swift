// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "chainrule",
    // Synchronization (atomics, Mutex) needs macOS 15.
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Chainrule", targets: ["Chainrule"]),
        .library(name: "ChainruleNN", targets: ["ChainruleNN"]),
        .library(name: "ChainruleData", targets: ["ChainruleData"]),
        .library(name: "ChainruleInterop", targets: ["ChainruleInterop"]),
        .library(name: "ChainruleModels", targets: ["ChainruleModels"]),
        .library(name: "ChainruleTraining", targets: ["ChainruleTraining"]),
        .library(name: "ChainruleRecipes", targets: ["ChainruleRecipes"]),
        .library(name: "ChainruleONNX", targets: ["ChainruleONNX"]),
        .library(name: "ChainruleStudio", targets: ["ChainruleStudio"]),
        // The target is not called `chainrule`: on a file system that ignores case it would
        // collide with the library's target.
        .executable(name: "chainrule", targets: ["ChainruleCommand"]),
    ],
    targets: [
        .target(name: "Chainrule", dependencies: ["COneDNN", "CThreadPool", "CVectorKernels"]),
        .target(name: "COneDNN", dependencies: ["CThreadPool", "CVectorKernels"]),
        .target(name: "CThreadPool"),
        .target(
            name: "CVectorKernels", dependencies: ["CThreadPool"], linkerSettings: [.linkedLibrary("m")]),
        .target(name: "ChainruleInterop", dependencies: ["Chainrule", "CZlib"]),
        .target(name: "ChainruleNN", dependencies: ["Chainrule", "ChainruleInterop"]),
        .target(name: "ChainruleModels", dependencies: ["ChainruleNN"]),
        .target(name: "ChainruleData", dependencies: ["Chainrule", "CImageCodecs", "CLAPACK", "CZlib"]),
        .target(name: "CLAPACK"),
        .target(
            name: "ChainruleTraining",
            dependencies: ["Chainrule", "ChainruleData", "ChainruleInterop", "ChainruleNN"]),
        .target(
            name: "ChainruleRecipes",
            dependencies: [
                "Chainrule", "ChainruleData", "ChainruleInterop", "ChainruleModels", "ChainruleNN",
                "ChainruleTraining",
            ]),
        .target(name: "ChainruleONNX", dependencies: ["Chainrule", "ChainruleNN"]),
        .target(
            name: "ChainruleStudio",
            dependencies: [
                "Chainrule", "ChainruleData", "ChainruleInterop", "ChainruleModels", "ChainruleNN",
                "ChainruleRecipes", "ChainruleTraining", "CMicroHTTPD", "CStudioPages",
            ]),
        .target(name: "CMicroHTTPD"),
        .target(name: "CStudioPages", exclude: ["pages"]),
        .target(name: "ArgumentParsing"),
        .executableTarget(
            name: "ChainruleCommand",
            dependencies: [
                "ArgumentParsing", "Chainrule", "ChainruleData", "ChainruleInterop", "ChainruleModels",
                "ChainruleNN", "ChainruleONNX", "ChainruleRecipes", "ChainruleStudio", "ChainruleTraining",
            ]),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .target(name: "CImageCodecs", dependencies: ["CJPEG", "CPNG"]),
        .systemLibrary(
            name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
        .systemLibrary(
            name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),

        .target(
            name: "TestSupport", dependencies: ["Chainrule", "ChainruleInterop"], path: "Tests/TestSupport"),
        .testTarget(name: "ArgumentParsingTests", dependencies: ["ArgumentParsing"]),
        .testTarget(name: "CThreadPoolTests", dependencies: ["CThreadPool"]),
        .testTarget(name: "CVectorKernelsTests", dependencies: ["CThreadPool", "CVectorKernels"]),
        .testTarget(name: "COneDNNTests", dependencies: ["COneDNN", "CThreadPool", "CVectorKernels"]),
        .target(name: "AllocationCounting", path: "Tests/AllocationCounting"),
        .testTarget(
            name: "ChainruleTests",
            dependencies: ["AllocationCounting", "Chainrule", "CVectorKernels", "TestSupport"]),
        .testTarget(
            name: "ChainruleInteropTests", dependencies: ["ChainruleInterop", "CZlib", "TestSupport"],
            exclude: ["TensorBoard/read_log.py"]),
        .testTarget(name: "ChainruleNNTests", dependencies: ["ChainruleNN", "TestSupport"]),
        .testTarget(
            name: "ChainruleModelsTests", dependencies: ["ChainruleModels", "ChainruleNN", "TestSupport"]),
        .testTarget(
            name: "ChainruleDataTests", dependencies: ["ChainruleData", "CJPEG", "CZlib", "TestSupport"]),
        .testTarget(
            name: "ChainruleTrainingTests",
            dependencies: [
                "Chainrule", "ChainruleData", "ChainruleNN", "ChainruleRecipes", "ChainruleTraining",
                "RecipeTestSupport", "TestSupport",
            ]),
        .target(
            name: "RecipeTestSupport",
            dependencies: ["ChainruleData", "ChainruleRecipes", "ChainruleTraining"],
            path: "Tests/RecipeTestSupport"),
        .testTarget(
            name: "ChainruleRecipesTests",
            dependencies: [
                "Chainrule", "ChainruleData", "ChainruleNN", "ChainruleRecipes", "ChainruleTraining",
                "RecipeTestSupport", "TestSupport",
            ]),
        .testTarget(
            name: "ChainruleONNXTests",
            dependencies: ["Chainrule", "ChainruleInterop", "ChainruleNN", "ChainruleONNX", "TestSupport"],
            exclude: ["Cases", "make_cases.py"]),
        .testTarget(
            name: "ChainruleStudioTests",
            dependencies: [
                "Chainrule", "ChainruleData", "ChainruleModels", "ChainruleNN", "ChainruleRecipes",
                "ChainruleStudio",
                "ChainruleTraining", "RecipeTestSupport", "TestSupport",
            ]),
        .testTarget(
            name: "ChainruleCommandTests",
            dependencies: [
                "Chainrule", "ChainruleCommand", "ChainruleData", "ChainruleInterop", "ChainruleRecipes",
                "ChainruleStudio", "ChainruleTraining", "TestSupport",
            ]),
        .testTarget(
            name: "DocumentationTests",
            dependencies: [
                "Chainrule", "ChainruleData", "ChainruleInterop", "ChainruleModels", "ChainruleNN",
                "ChainruleONNX", "ChainruleRecipes", "ChainruleStudio", "ChainruleTraining", "TestSupport",
            ]),
    ],
    swiftLanguageModes: [.v6]
)
