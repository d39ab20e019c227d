import ChainruleData
import Foundation
import TestSupport
import Testing

@Suite("chainrule filters") struct FiltersTests {
    @Test("filters, feature maps and the strongest responses become pictures")
    func pictures() throws {
        try withTemporaryDirectory { directory in
            let small = ["--examples", "60", "--epochs", "1", "--out", "run"]
            expectSuccess(try runTool(["train", "lenet"] + small, in: directory))
            let drawn = try runTool("filters", "run", in: directory)
            expectSuccess(drawn)
            let names = [
                "conv1-exciting.png", "conv1-filters.png", "conv1-maps.png", "conv1-strongest.png",
                "conv2-exciting.png", "conv2-filters.png", "conv2-maps.png", "conv2-strongest.png",
                "fc1-exciting.png", "fc1-strongest.png", "fc2-exciting.png", "fc2-strongest.png",
            ]
            let folder = directory.appending(path: "run/filters")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == names)
            #expect(drawn.output.split(separator: "\n").count == 12)
            // 20 filters of 5 × 5 pixels, six times as large, in five columns and four rows.
            let filters = try DecodedImage(path: folder.appending(path: names[1]).path)
            #expect(filters.width == 5 * 31 - 1 && filters.height == 4 * 31 - 1)
            // 12 validation examples, the eight strongest of them for each of 20 units.
            let strongest = try DecodedImage(path: folder.appending(path: names[3]).path)
            #expect(strongest.width == 8 * 29 - 1 && strongest.height == 20 * 29 - 1)
            // An image for each of 20 units, twice as large, in five columns and four rows.
            let exciting = try DecodedImage(path: folder.appending(path: names[0]).path)
            #expect(exciting.width == 5 * 57 - 1 && exciting.height == 4 * 57 - 1)

            let chosen = try runTool(
                "filters", "run", "--layer", "fc2", "--units", "3,7", "--steps", "8", "--blur", "0.5",
                "--training",
                "--out", "two", in: directory)
            expectSuccess(chosen)
            #expect(chosen.output.contains("the 8 of 60 examples to which each of 2 units responds most"))
            let two = try DecodedImage(path: directory.appending(path: "two/fc2-exciting.png").path)
            #expect(two.width == 2 * 57 - 1 && two.height == 56)
            let missing = try runTool("filters", "run", "--layer", "fc2", "--units", "10", in: directory)
            #expect(missing.code == 1)
            #expect(missing.error.contains("found no unit 10 in layer 'fc2', expected units from 0 to 9"))
            // The run is as it was.
            expectSuccess(try runTool("evaluate", "run", in: directory))

            let unknown = try runTool("filters", "run", "--layer", "conv9", in: directory)
            #expect(unknown.code == 1)
            #expect(
                unknown.error.contains(
                    "no layer 'conv9' with filters, expected one of conv1, conv2, fc1, fc2"))
            let beyond = try runTool("filters", "run", "--example", "12", in: directory)
            #expect(beyond.code == 1 && beyond.error.contains("example 12 of 12"))
        }
    }

    @Test("units that see the whole image are drawn as images; a table has no pictures")
    func templates() throws {
        try withTemporaryDirectory { directory in
            let small = ["--examples", "60", "--epochs", "1", "--out", "run"]
            expectSuccess(try runTool(["train", "softmax"] + small, in: directory))
            expectSuccess(try runTool("filters", "run", "--out", "pictures", in: directory))
            let templates = try DecodedImage(
                path: directory.appending(path: "pictures/1-filters.png").path)
            #expect(templates.width == 4 * 57 - 1 && templates.height == 3 * 57 - 1)

            let table = "a,b,c\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n9,1,x\n2,3,y\n4,5,x\n6,7,y\n"
            try Data(table.utf8).write(to: directory.appending(path: "t.csv"))
            expectSuccess(
                try runTool(
                    "train", "table", "--data", "t.csv", "--target", "c", "--epochs", "1", "--out", "table",
                    in: directory))
            let refused = try runTool("filters", "table", in: directory)
            #expect(refused.code == 1 && refused.error.contains("expected a model of images"))
        }
    }
}
