/// The statistics of images, in memory proportional to the number of levels of one image.
extension LabeledImages {
    /// The shape of one image.
    var exampleShape: [Int] { [channels, height, width] }

    /// The moments of the levels of each pixel, of each channel, or of all.
    func moments(per scope: StatisticsScope) -> [Moments] {
        let size = scope.elementsPerGroup(exampleShape)
        return stride(from: 0, to: levelsPerImage, by: size).map { first in
            // Neighbors are often equal: with one count for both, each would have to wait for the one before.
            var counts = [Int](repeating: 0, count: 4 * 256)
            pixels.withUnsafeBufferPointer { pixels in
                for image in 0..<count {
                    let start = image * levelsPerImage + first
                    for position in start..<start + size {
                        counts[4 * Int(pixels[position]) + position & 3] += 1
                    }
                }
            }
            return (0..<256).reduce(into: Moments()) { moments, level in
                let count = counts[4 * level..<4 * level + 4].reduce(0, +)
                moments.merge(Moments(Double(level), count: count))
            }
        }
    }

    /// How many levels are the same in all of several images.
    var constantLevelCount: Int {
        if count < 2 { return 0 }
        var isConstant = [Bool](repeating: true, count: levelsPerImage)
        pixels.withUnsafeBufferPointer { pixels in
            for image in 1..<count {
                for position in 0..<levelsPerImage
                where pixels[image * levelsPerImage + position] != pixels[position] {
                    isConstant[position] = false
                }
            }
        }
        return isConstant.count { $0 }
    }
}
