import Chainrule
import ChainruleData
import ChainruleRecipes
import Foundation
import TestSupport
import Testing

@Suite("chainrule neighbors") struct NeighborsTests {
    private struct Report: Decodable {
        struct Neighbor: Decodable {
            let example: Int
            let label: String
            let distance: Double
        }
        struct Query: Decodable { let neighbors: [Neighbor] }
        let layer, part: String
        let precision: Double
        let queries: [Query]
    }

    @Test("tells the nearest examples of images, the precision at k, and draws them")
    func images() throws {
        try withTemporaryDirectory { directory in
            expectSuccess(
                try runTool(
                    "train", "two-layer", "--examples", "300", "--epochs", "4", "--batch", "20", "--out",
                    "run",
                    in: directory))
            let all = try runTool("neighbors", "run", "--k", "3", in: directory)
            expectSuccess(all)
            let lines = all.output.split(separator: "\n")
            // The ReLU before the last layer.
            #expect(lines[0] == "layer      2, 300 training examples")
            #expect(lines.count == 13 && lines[2].hasPrefix("example 0 ("))
            let share = try #require(Double(lines[1].dropFirst("precision  ".count).prefix { $0 != " " }))
            #expect(lines[1].hasSuffix("at 3, over the validation set") && share > 50)
            let sheet = try DecodedImage(
                path: directory.appending(path: "run/neighbors/neighbors.png").path)
            #expect(sheet.width == 4 * 57 - 1 && sheet.height == 10 * 57 - 1)

            let table = try runTool("neighbors", "run", "--k", "2", "--csv", in: directory)
            let rows = table.output.split(separator: "\n")
            #expect(rows.count == 21 && rows[0] == "input,rank,example,label,distance")
            let json = try runTool("neighbors", "run", "--k", "2", "--json", in: directory)
            let report = try JSONDecoder().decode(Report.self, from: Data(json.output.utf8))
            #expect(report.layer == "2" && report.part == "training" && report.precision > 0.5)
            #expect(report.queries.count == 10 && report.queries.allSatisfy { $0.neighbors.count == 2 })
            let first = report.queries[0].neighbors[0]
            #expect(rows[1].hasSuffix(",1,\(first.example),\(first.label),\(first.distance)"))

            let tooMany = try runTool("neighbors", "run", "--k", "101", in: directory)
            #expect(tooMany.code == 2 && tooMany.error.contains("--k is 101, expected 1 to 100"))

            // A picture of the training set finds itself.
            let run = try SavedRun(directory.appending(path: "run").path)
            let pixels = try run.data().trainingSamples(for: run.task).example(at: 17).input
            let search = try FeatureSearch(run)
            let same = try search.neighbors(of: [TaskInput(name: "x", tensor: pixels)], count: 2)[0]
            #expect(same[0].index == 17 && same[0].distance < 1e-3 && same[1].distance > same[0].distance)
            try Picture(fileName: "black.png", summary: "", image: .zeros([1, 28, 28]))
                .write(toDirectory: directory)
            let asked = try runTool(
                "neighbors", "run", "black.png", "--layer", "3", "--distance", "cosine", "--validation",
                "--k",
                "2", in: directory)
            expectSuccess(asked)
            #expect(asked.output.contains("layer      3, 60 validation examples"))
            #expect(asked.output.contains("\nblack.png: "))

            let undrawn = try runTool("predict", "run", "black.png", "--out", "drawn", in: directory)
            #expect(
                undrawn.code == 1
                    && undrawn.error.contains("a run of two-layer, whose predictions are not drawn"))

            let unknown = try runTool("neighbors", "run", "--layer", "9", in: directory)
            #expect(
                unknown.code == 1 && unknown.error.contains("found no layer '9', expected one of 0, 1, 2, 3"))
        }
    }

    @Test("compares the codes of an autoencoder, and rows of a table")
    func otherTasks() throws {
        try withTemporaryDirectory { directory in
            expectSuccess(
                try runTool(
                    "train", "autoencoder", "--glyphs", "letters", "--examples", "60", "--encoder", "16,4",
                    "--pretrain", "1", "--epochs", "1", "--out", "codes", in: directory))
            let codes = try runTool("neighbors", "codes", in: directory)
            expectSuccess(codes)
            #expect(codes.output.hasPrefix("layer      encoder, 60 training examples\nprecision  "))

            let table = "a,b,c\n1,2,9\n3,4,8\n5,6,7\n7,8,6\n9,1,5\n2,3,4\n4,5,3\n6,7,2\n"
            try Data(table.utf8).write(to: directory.appending(path: "t.csv"))
            expectSuccess(
                try runTool(
                    "train", "table", "--data", "t.csv", "--target", "c", "--task", "regression", "--epochs",
                    "1", "--out", "table", in: directory))
            let rows = try runTool("neighbors", "table", "t.csv", "--k", "1", in: directory)
            expectSuccess(rows)
            // Numbers have no classes, and rows are not drawn.
            #expect(!rows.output.contains("precision") && rows.output.split(separator: "\n").count == 9)
        }
    }
}
