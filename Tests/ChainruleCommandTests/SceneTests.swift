import Chainrule
import ChainruleData
import ChainruleRecipes
import Foundation
import TestSupport
import Testing

@Suite(
    "chainrule on drawn scenes",
    .enabled(if: Engine.current == .oneDNN, "a reference convolution takes a hundred times as long"))
struct SceneTests {
    @Test("scenes are learned, evaluated and predicted by command", arguments: ["fcn", "ssd"])
    func wholeWay(_ recipe: String) throws {
        try withTemporaryDirectory { directory in
            let small = ["--scenes", "8", "--batch", "4", "--epochs", "1"]
            let trained = try runTool(["train", recipe, "--out", "run"] + small, in: directory)
            expectSuccess(trained)
            #expect(trained.output.contains("8 training and 2 validation images of 3 × 48 × 48, drawn"))
            let pictures = directory.appending(path: "run/pictures")
            let names = try FileManager.default.contentsOfDirectory(atPath: pictures.path)
            #expect(names.count == 1)
            let evaluated = try runTool("evaluate", "run", in: directory)
            expectSuccess(evaluated)
            let scene = try Picture(
                fileName: "scene.png", summary: "", image: Scenes.draw(1).images.example(at: 0).input
            ).write(toDirectory: directory)
            let predicted = try runTool("predict", "run", scene.lastPathComponent, in: directory)
            expectSuccess(predicted)
            #expect(predicted.output.contains("scene.png"))
            for form in ["--csv", "--json"] {
                expectSuccess(try runTool("predict", "run", scene.lastPathComponent, form, in: directory))
            }
            let drawn = try runTool(
                "predict", "run", "scene.png", "scene.png", "--out", "drawn", in: directory)
            expectSuccess(drawn)
            #expect(drawn.output.hasSuffix("drawn/scene-predicted.png\ndrawn/scene-predicted-2.png\n"))
            let picture = try DecodedImage(path: directory.appending(path: "drawn/scene-predicted.png").path)
            #expect(picture.width == 192 && picture.height == 192 && picture.channels == 3)
            let wrong = try runTool("predict", "run", "run/pictures/\(names[0])", in: directory)
            #expect(
                wrong.code == 1 && wrong.error.contains("expected 3 × 48 × 48, as the model was trained on"))
            for command in ["summary", "statistics"] {
                expectSuccess(try runTool(command, "run", in: directory))
            }
            let folds = try runTool(["cross-validate", recipe, "--folds", "2"] + small, in: directory)
            expectSuccess(folds)
            let ensemble = try runTool(
                ["ensemble", recipe, "--members", "2", "--out", "e"] + small, in: directory)
            expectSuccess(ensemble)
            try Data(#"{"lr": {"choice": [0.001, 0.002]}}"#.utf8)
                .write(to: directory.appending(path: "space.json"))
            let search = try runTool(
                ["search", recipe, "--space", "space.json", "--method", "grid", "--out", "s"] + small,
                in: directory)
            expectSuccess(search)
        }
    }

    @Test("options of other data, and other data to evaluate on, get one line")
    func refusals() throws {
        try withTemporaryDirectory { directory in
            for words in [["--data", "x"], ["--glyphs", "digits"], ["--examples", "3"]] {
                let refused = try runTool(["train", "fcn"] + words, in: directory)
                #expect(
                    refused.code == 2
                        && refused.error.contains("\(words[0]) does not apply to the recipe fcn"))
            }
            let many = try runTool("train", "fcn", "--scenes", "0", in: directory)
            #expect(many.code == 2 && many.error.contains("integer from 1 to 100000"))
        }
    }
}
