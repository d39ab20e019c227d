/// The statistics of images, in memory proportional to the number of levels of one image.
extension LabeledImages {
    /// The moments of the levels of each channel.
    var channelMoments: [Moments] {
        (0..<channels).map { channel in
            var counts = [Int](repeating: 0, count: 256)
            pixels.withUnsafeBufferPointer { pixels in
                for image in 0..<count {
                    let start = image * levelsPerImage + channel * pixelsPerImage
                    for position in start..<start + pixelsPerImage { counts[Int(pixels[position])] += 1 }
                }
            }
            return counts.enumerated().reduce(into: Moments()) { moments, level in
                moments.merge(Moments(Double(level.offset), count: level.element))
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
