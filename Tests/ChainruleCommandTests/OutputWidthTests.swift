import Chainrule
import ChainruleData
import ChainruleInterop
import Foundation
import TestSupport
import Testing

@Suite("What train and evaluate print")
struct OutputWidthTests {
    @Test("fits the terminal, also with many classes", arguments: [80, 60])
    func manyClasses(_ columns: Int) throws {
        let lines = try report(onImagesOf: 150, side: 8, columns: columns)
        let heading = try #require(
            lines.firstIndex { $0.hasPrefix("classes confused most often, of 150 classes") })
        #expect(
            lines[heading + 1].split(separator: " ").joined(separator: " ")
                == "true predicted examples of the class")
        #expect(lines.allSatisfy { $0.count <= columns || $0 == lines[heading] })
    }

    @Test("fits the terminal, also with large images", arguments: [80, 60])
    func largeImages(_ columns: Int) throws {
        let lines = try report(onImagesOf: 3, side: 100, columns: columns)
        #expect(lines.contains { $0.contains(" │") } && !lines.contains { $0.hasPrefix("classes confused") })
        let drawn = lines.filter { $0.contains("█") || $0.contains("▓") }
        // Two pixels in every direction are drawn as one character's half.
        #expect(drawn.count == 25 && drawn.allSatisfy { $0.count == 50 })
        #expect(lines.contains { $0.contains(", predicted ") })
        #expect(lines.allSatisfy { $0.count <= columns })
    }

    @Test("shortens long names of classes so that their ends tell them apart")
    func longNames() throws {
        try withTemporaryDirectory { directory in
            let data = directory.appending(path: "data")
            for number in 0..<26 {
                let folder = data.appending(path: "a class whose name is rather long \(100 + number)")
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                let image = PNGImage(Tensor.full([8, 8], Double(number) / 50)).encoded()
                for copy in 0..<2 { try Data(image).write(to: folder.appending(path: "\(copy).png")) }
            }
            let result = try runShell(
                "COLUMNS=80 chainrule train softmax --data data --epochs 1 --threads 1 --out run",
                in: directory)
            expectSuccess(result)
            let lines = result.output.components(separatedBy: "\n")
            let heading = try #require(lines.firstIndex { $0.hasPrefix("classes confused most often") })
            let names = lines[heading + 2].components(separatedBy: "  ").prefix(2)
            #expect(
                names.allSatisfy { $0.hasPrefix("a class ") && $0.contains("…") && $0.contains("long 1") },
                "\(names)")
            #expect(Set(names).count == 2)
        }
    }

    /// The lines that follow the training, of images whose shade tells their class, so that some are confused.
    private func report(onImagesOf classes: Int, side: Int, columns: Int) throws -> [String] {
        try withTemporaryDirectory { directory in
            let labels = (0..<UInt8(classes)).map { $0 }
            let images = try LabeledImages(
                pixels: labels.flatMap { [UInt8](repeating: 255 - $0 / 2, count: side * side) },
                labels: labels,
                height: side, width: side, classNames: labels.map { "\($0)" })
            try TrainingData(name: "shades", training: images, validation: images)
                .writeIDX(directory: directory.appending(path: "data").path)
            let result = try runShell(
                "COLUMNS=\(columns) chainrule train softmax --data data --epochs 1 --threads 1 --out run",
                in: directory)
            expectSuccess(result)
            let lines = result.output.components(separatedBy: "\n")
            let start = try #require(lines.firstIndex { $0.hasPrefix("validation accuracy") })
            return lines[start...].filter { !$0.hasPrefix("saved in ") }
        }
    }
}
