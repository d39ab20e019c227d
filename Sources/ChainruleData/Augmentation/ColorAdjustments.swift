/// Changes of the colors, in torchvision's definitions; pixels are from 0 to 1 and stay there.
extension ImageBuffer {
    /// Multiplies all pixels.
    package mutating func adjustBrightness(by factor: Float) { blend(factor) { _ in 0 } }

    /// Moves all pixels away from the mean gray of the image, or toward it.
    package mutating func adjustContrast(by factor: Float) {
        var sum: Float = 0
        for place in 0..<pixelsPerChannel { sum += gray(at: place) }
        let mean = sum / Float(pixelsPerChannel)
        blend(factor) { _ in mean }
    }

    /// Moves every pixel away from its gray, or toward it; gray images stay as they are.
    package mutating func adjustSaturation(by factor: Float) {
        guard channels == 3 else { return }
        for place in 0..<pixelsPerChannel {
            let gray = gray(at: place)
            for channel in 0..<3 { blend(channel * pixelsPerChannel + place, factor, gray) }
        }
    }

    /// Turns the hue by a share of the color circle, from -½ to ½; gray images stay as they are.
    package mutating func adjustHue(by shift: Float) {
        guard channels == 3 else { return }
        let size = pixelsPerChannel
        for place in 0..<size {
            var color = HSVColor(
                red: pixels[place], green: pixels[size + place], blue: pixels[2 * size + place])
            color.hue += shift
            color.hue -= color.hue.rounded(.down)
            (pixels[place], pixels[size + place], pixels[2 * size + place]) = color.rgb
        }
    }

    /// The luma of a pixel (ITU-R BT.601), or the pixel itself of images that are not RGB.
    private func gray(at place: Int) -> Float {
        guard channels == 3 else { return pixels[place] }
        let size = pixelsPerChannel
        return 0.2989 * pixels[place] + 0.587 * pixels[size + place] + 0.114 * pixels[2 * size + place]
    }

    @inline(__always)
    private mutating func blend(_ factor: Float, _ other: (Int) -> Float) {
        for place in pixels.indices { blend(place, factor, other(place)) }
    }

    @inline(__always)
    private mutating func blend(_ place: Int, _ factor: Float, _ other: Float) {
        pixels[place] = min(max(factor * pixels[place] + (1 - factor) * other, 0), 1)
    }
}

/// A color as hue, saturation and value, each from 0 to 1.
private struct HSVColor {
    var hue, saturation, value: Float

    init(red: Float, green: Float, blue: Float) {
        value = max(red, green, blue)
        let range = value - min(red, green, blue)
        guard range > 0 else {
            (hue, saturation) = (0, 0)
            return
        }
        saturation = range / value
        let sixths: Float =
            value == red
            ? (green - blue) / range
            : value == green ? 2 + (blue - red) / range : 4 + (red - green) / range
        hue = sixths / 6
        if hue < 0 { hue += 1 }
    }

    var rgb: (Float, Float, Float) {
        let sixths = hue * 6
        let sector = Int(sixths)
        let rest = sixths - Float(sector)
        let low = value * (1 - saturation)
        let falling = value * (1 - saturation * rest)
        let rising = value * (1 - saturation * (1 - rest))
        return switch sector {
        case 1: (falling, value, low)
        case 2: (low, value, rising)
        case 3: (low, falling, value)
        case 4: (rising, low, value)
        case 5: (value, low, falling)
        default: (value, rising, low)
        }
    }
}
