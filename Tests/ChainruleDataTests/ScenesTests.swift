import ChainruleData
import Testing

@Suite("Scenes")
struct ScenesTests {
    @Test("a seed gives the same bits on every machine")
    func fixedBits() {
        let scenes = Scenes.draw(20, seed: 7)
        #expect(scenes.objects.prefix(8).map(\.count) == [3, 4, 1, 3, 2, 4, 3, 3])
        #expect(checksum(scenes.images.pixels) == 3_938_796_394)
        #expect(checksum(Scenes.draw(20, part: .validation, seed: 7).masks) == 1_959_891_199)
    }

    @Test("a scene does not depend on how many are drawn; seeds and parts are different scenes")
    func places() {
        let scenes = Scenes.draw(30, seed: 1)
        #expect(scenes.subset(0..<10) == Scenes.draw(10, seed: 1))
        #expect(scenes.subset([7, 3]).objects == [scenes.objects[7], scenes.objects[3]])
        #expect(Scenes.draw(0).count == 0)
        let images = [scenes, Scenes.draw(30, seed: 2), Scenes.draw(30, part: .validation, seed: 1)].flatMap {
            scenes in (0..<scenes.count).map { Array(scenes.images.image(at: $0)) }
        }
        #expect(Set(images).count == images.count)
    }

    @Test("a box is the extent of its shape, and every pixel of a class lies in a box of that class")
    func boxes() throws {
        let (scenes, side) = (Scenes.draw(40, seed: 3), Scenes.side)
        var labels: Set<Int> = []
        for index in 0..<scenes.count {
            let (mask, objects) = (Array(scenes.mask(at: index)), scenes.objects[index])
            #expect((1...4).contains(objects.count))
            for (place, label) in mask.enumerated() where label > 0 {
                let (x, y) = (Float(place % side) + 0.5, Float(place / side) + 0.5)
                #expect(
                    objects.contains {
                        $0.label == Int(label) - 1 && $0.box.left < x && x < $0.box.right
                            && $0.box.top < y && y < $0.box.bottom
                    })
            }
            // Nothing covers the last shape.
            let last = try #require(objects.last)
            let (left, right) = (Int(last.box.left), Int(last.box.right) - 1)
            for column in [left, right] {
                #expect(
                    (Int(last.box.top)..<Int(last.box.bottom)).contains {
                        mask[$0 * side + column] == UInt8(last.label + 1)
                    })
            }
            labels.formUnion(objects.map(\.label))
        }
        #expect(labels == Set(Scenes.classNames.indices))
    }

    @Test("no shape hides more than 30 % of the box of another")
    func overlap() {
        var largest: Float = 0
        for objects in Scenes.draw(100, seed: 4).objects {
            for (index, object) in objects.enumerated() {
                for other in objects[..<index] {
                    let common = object.box.intersectionArea(with: other.box)
                    largest = max(largest, common / min(object.box.area, other.box.area))
                }
            }
        }
        #expect(largest > 0.1 && largest <= 0.3)
    }

    @Test("boxes overlap as computed by hand")
    func intersectionOverUnion() {
        let box = Box(left: 1, top: 2, right: 5, bottom: 4)
        #expect(box.area == 8)
        #expect(box.intersectionOverUnion(with: box) == 1)
        // 2 × 1 in common, 8 + 6 − 2 together.
        let other = Box(left: 3, top: 3, right: 6, bottom: 5)
        #expect(box.intersectionArea(with: other) == 2)
        #expect(box.intersectionOverUnion(with: other) == 2.0 / 12)
        #expect(other.intersectionOverUnion(with: box) == 2.0 / 12)
        // They touch, they are apart, they are empty.
        #expect(box.intersectionOverUnion(with: Box(left: 5, top: 2, right: 7, bottom: 4)) == 0)
        #expect(box.intersectionOverUnion(with: Box(left: 6, top: 6, right: 7, bottom: 7)) == 0)
        let empty = Box(left: 3, top: 3, right: 3, bottom: 3)
        #expect(box.intersectionOverUnion(with: empty) == 0 && empty.intersectionOverUnion(with: empty) == 0)
        #expect(box.scaled(x: 2, y: 0.5) == Box(left: 2, top: 1, right: 10, bottom: 2))
    }
}
