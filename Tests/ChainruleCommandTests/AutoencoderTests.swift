import Chainrule
import ChainruleData
import ChainruleRecipes
import Foundation
import TestSupport
import Testing

@Suite("chainrule train autoencoder") struct AutoencoderTests {
    private let small = ["--glyphs", "letters", "--examples", "50", "--batch", "10", "--encoder", "16,4"]

    @Test("pretrains, draws reconstructions, and gives the error of new images")
    func wholeWay() throws {
        try withTemporaryDirectory { directory in
            let trained = try runTool(
                ["train", "autoencoder", "--epochs", "2", "--pretrain", "2", "--out", "run"] + small,
                in: directory)
            expectSuccess(trained)
            for text in [
                "pretraining  layer 1/2 (400-16), epoch 1/2, reconstruction error ",
                "pretraining  layer 2/2 (16-4), epoch 2/2, ", "validation squared error ", " per image",
                "run/pictures/reconstructions.png",
            ] { #expect(trained.output.contains(text)) }
            let sheet = try DecodedImage(
                path: directory.appending(path: "run/pictures/reconstructions.png").path)
            // Ten validation images of 20 × 20, twice as large, each above its reconstruction.
            #expect(sheet.width == 10 * 41 - 1 && sheet.height == 2 * 40)

            let evaluated = try runTool("evaluate", "run", in: directory)
            expectSuccess(evaluated)
            let figure = try #require(
                evaluated.output.split(separator: "\n").first { $0.hasPrefix("validation squared error") })
            #expect(trained.output.contains(figure))

            try Picture(fileName: "black.png", summary: "", image: .zeros([1, 20, 20]))
                .write(toDirectory: directory)
            let predicted = try runTool("predict", "run", "black.png", "--csv", in: directory)
            expectSuccess(predicted)
            #expect(predicted.output.hasPrefix("input,squared error,per pixel\nblack.png,"))
            let codes = try runTool(
                "predict", "run", "black.png", "--layer", "encoder", "--csv", in: directory)
            expectSuccess(codes)
            #expect(
                codes.output.hasPrefix("input,encoder[0],encoder[1],encoder[2],encoder[3]\nblack.png,"))
            let refused = try runTool("predict", "run", "run/pictures/reconstructions.png", in: directory)
            #expect(refused.code == 1 && refused.error.contains("expected 20 × 20"))
        }
    }

    @Test("every other command takes it")
    func everyCommand() throws {
        try withTemporaryDirectory { directory in
            let quick = ["autoencoder"] + small + ["--epochs", "1", "--pretrain", "1"]
            let folds = try runTool(["cross-validate"] + quick + ["--folds", "2"], in: directory)
            expectSuccess(folds)
            #expect(folds.output.contains("squared-error"))
            expectSuccess(try runTool(["doctor"] + quick, in: directory))
            expectSuccess(
                try runTool(["ensemble"] + quick + ["--members", "2", "--out", "e"], in: directory))
            expectSuccess(try runTool("evaluate", "e", in: directory))
            try Data(#"{"pretrain": {"choice": [0, 1]}}"#.utf8)
                .write(to: directory.appending(path: "space.json"))
            let search = try runTool(
                ["search", "autoencoder"] + small + [
                    "--epochs", "1", "--space", "space.json", "--method", "grid", "--out", "s",
                ], in: directory)
            expectSuccess(search)
            #expect(search.output.contains("squared-error"))
            expectSuccess(try runTool("summary", "autoencoder", "--encoder", "16,4", in: directory))
            expectSuccess(try runTool(["statistics", "autoencoder"] + small, in: directory))
        }
    }
}
