import ChainruleData
import Testing

@Suite("Videos of a moving shape") struct MovingShapesTests {
    /// The place of the brightest pixels of a frame.
    private func center(_ frame: ArraySlice<UInt8>) -> (x: Double, y: Double) {
        let side = MovingShapes.side
        let places = frame.indices.filter { frame[$0] > 165 }.map { $0 - frame.startIndex }
        let count = Double(max(1, places.count))
        return (
            Double(places.reduce(0) { $0 + $1 % side }) / count,
            Double(places.reduce(0) { $0 + $1 / side }) / count
        )
    }

    @Test("the bright shape moves as the labels say, and turns back only where they say that it bounces")
    func labels() throws {
        let videos = MovingShapes.draw(60, seed: 1)
        let (frames, area) = (videos.frames, videos.side * videos.side)
        var seen: Set<Int32> = []
        let steps: [(x: Double, y: Double)] = [(0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)]
        for index in 0..<videos.count {
            let (labels, pixels) = (Array(videos.labels(at: index)), videos.pixels(at: index))
            #expect(labels[0] == -1)
            seen.formUnion(labels)
            let centers = (0..<frames).map { frame in
                center(pixels.dropFirst(frame * area).prefix(area))
            }
            var previous = -1
            for frame in 1..<frames {
                var label = Int(labels[frame])
                if label == 5 {
                    #expect(previous > 0)
                    label = [0, 2, 1, 4, 3][max(0, previous)]
                }
                let moved = (centers[frame].x - centers[frame - 1].x, centers[frame].y - centers[frame - 1].y)
                // Half a pixel of a pixel or more: pixels are whole.
                let along = moved.0 * steps[label].x + moved.1 * steps[label].y
                #expect(label == 0 ? abs(moved.0) + abs(moved.1) < 0.5 : along > 0.3, "\(index), \(frame)")
                if labels[frame] < 5 && previous > 0 && label > 0 {
                    #expect(label != [0, 2, 1, 4, 3][previous], "it turned back without a bounce")
                }
                previous = label
            }
        }
        #expect(seen == Set(-1...5))
    }

    @Test("a video does not depend on how many are drawn; seeds and parts are different videos")
    func parts() {
        let videos = MovingShapes.draw(6, seed: 1)
        #expect(videos.subset(0..<3) == MovingShapes.draw(3, seed: 1))
        #expect(videos.subset([4]).labels(at: 0).elementsEqual(videos.labels(at: 4)))
        let others = [MovingShapes.draw(6, seed: 2), MovingShapes.draw(6, part: .validation, seed: 1)]
        let all = ([videos] + others).flatMap { videos in (0..<6).map { Array(videos.pixels(at: $0)) } }
        #expect(Set(all).count == all.count)
    }
}
