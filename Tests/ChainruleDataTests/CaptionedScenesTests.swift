import ChainruleData
import Testing

@Suite("Drawn scenes with captions") struct CaptionedScenesTests {
    @Test("a caption is one shape or two with their sizes, colors and forms, and a relation between them")
    func captions() {
        let scenes = CaptionedScenes.draw(300, seed: 1)
        #expect(scenes.count == 300 && scenes.images.count == 300)
        var relations: Set<String> = []
        for caption in scenes.captions {
            let words = caption.split(separator: " ").map(String.init)
            #expect(words.allSatisfy(CaptionedScenes.words.contains))
            #expect(words.count <= CaptionedScenes.longestCaption)
            for phrase in [words.prefix(4), words.suffix(4)] {
                #expect(phrase.first == "a" && Scenes.classNames.contains(phrase.last!))
            }
            relations.insert(words.dropFirst(4).dropLast(4).joined(separator: " "))
        }
        #expect(relations == ["", "above", "left of"])
    }

    @Test("what is said to be left or above is there: its color is seen in that half")
    func places() throws {
        let scenes = CaptionedScenes.draw(200, seed: 2)
        let side = Scenes.side
        var checked = 0
        for (index, caption) in scenes.captions.enumerated() {
            let words = caption.split(separator: " ").map(String.init)
            guard words.count > 4, words[2] == "red", words[words.count - 2] == "blue" else { continue }
            let image = Array(scenes.images.image(at: index))
            // The mean place of pixels in which one channel is far above another.
            func center(_ strong: Int, _ weak: Int) -> (x: Double, y: Double) {
                let places = (0..<side * side).filter {
                    Int(image[strong * side * side + $0]) > Int(image[weak * side * side + $0]) + 80
                }
                let count = Double(max(1, places.count))
                return (
                    Double(places.reduce(0) { $0 + $1 % side }) / count,
                    Double(places.reduce(0) { $0 + $1 / side }) / count
                )
            }
            let (red, blue) = (center(0, 2), center(2, 0))
            #expect(words[4] == "left" ? red.x < blue.x : red.y < blue.y)
            checked += 1
        }
        #expect(checked > 0)
    }

    @Test("a scene does not depend on how many are drawn; seeds and parts are different scenes")
    func parts() {
        let scenes = CaptionedScenes.draw(20, seed: 1)
        #expect(scenes.subset(0..<5) == CaptionedScenes.draw(5, seed: 1))
        let others = [
            CaptionedScenes.draw(20, seed: 2), CaptionedScenes.draw(20, part: .validation, seed: 1),
        ]
        let images = ([scenes] + others).flatMap { scenes in
            (0..<scenes.count).map { Array(scenes.images.image(at: $0)) }
        }
        #expect(Set(images).count == images.count)
    }
}
