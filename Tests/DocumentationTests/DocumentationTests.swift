import Foundation
import TestSupport
import Testing

/// The code in README and articles is code that compiles and runs.
@Suite struct DocumentationTests {
    @Test("every Swift block of a document equals a snippet") func blocks() throws {
        let (blocks, snippets) = (try Documents.blocks(), try Documents.snippets())
        #expect(blocks.count > 10)
        let known = Set(snippets.map(\.text))
        for block in blocks {
            #expect(known.contains(block.text), "\(block.place) has no equal snippet: \(block.text)")
        }
        let shown = Set(blocks.map(\.text))
        for snippet in snippets {
            #expect(shown.contains(snippet.text), "\(snippet.place) is shown in no document")
        }
    }

    @Test("the snippets of README run") func readme() async {
        await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            try inTemporaryDirectory {
                try graphOfREADME()
                gradientCheckOfREADME()
            }
        }
    }

    @Test("the trainings of README run", .optimizedBuildsOnly) func readmeTraining() async {
        await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            try inTemporaryDirectory { try trainingOfREADME() }
        }
    }

    @Test("the tutorials run", .optimizedBuildsOnly) func tutorials() async {
        await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            try inTemporaryDirectory {
                try tableTutorial()
                try imageTutorial()
                networkTutorial()
                gatesTutorial()
                try textTutorial()
            }
        }
    }

    @Test("the snippets of the articles run") func articles() async {
        await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            try inTemporaryDirectory {
                coreOverview()
                fromPyTorch()
                ownModules()
                try trainingLoop()
                try savingAndLoading()
                try ownMetric()
                try concurrency()
                try dataOverview()
                try interopOverview()
                try onnxOverview()
                modelsOverview()
                try trainingOverview()
                studioOverview()
                try readingTables()
                try preparingInputs()
                try batchesAndLosses()
                try schedulesAndAverages()
            }
        }
    }
}

/// Runs `body` where its files disturb nobody; for processes of one test each.
private func inTemporaryDirectory(_ body: () throws -> Void) throws {
    try withTemporaryDirectory { directory in
        guard FileManager.default.changeCurrentDirectoryPath(directory.path) else {
            throw CocoaError(.fileNoSuchFile)
        }
        try body()
    }
}
