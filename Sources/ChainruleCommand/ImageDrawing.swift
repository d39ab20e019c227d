import Chainrule
import ChainruleData

/// Draws images with characters: one per two pixels, one above the other, darker for more ink.
enum ImageDrawing {
    /// The lines of an image of `LabeledImages`.
    static func lines(of images: LabeledImages, at index: Int) -> [String] {
        let pixels = greyLevels(of: images, at: index)
        let shades: [Character] = [" ", "░", "▒", "▓", "█"]
        return stride(from: 0, to: images.height, by: 2).map { row in
            String(
                (0..<images.width).map { column in
                    let upper = pixels[row * images.width + column]
                    let lower = row + 1 < images.height ? pixels[(row + 1) * images.width + column] : upper
                    return shades[(upper + lower) * shades.count / (2 * 256)]
                })
        }
    }

    /// The mean of the colors of each pixel.
    private static func greyLevels(of images: LabeledImages, at index: Int) -> [Int] {
        let levels = Array(images.image(at: index))
        let area = images.pixelsPerImage
        return (0..<area).map { pixel in
            stride(from: pixel, to: levels.count, by: area).reduce(0) { $0 + Int(levels[$1]) }
                / images.channels
        }
    }

    /// Images side by side, each under its caption; rows that are blank in all of them are left out.
    static func row(of images: LabeledImages, at indices: [Int], captions: [String]) -> String {
        let width = max(images.width, captions.map(\.count).max() ?? 0) + 2
        let drawings = indices.map { lines(of: images, at: $0) }
        let rows = (0..<(images.height + 1) / 2).map { row in drawings.map { $0[row] } }
        let inked = rows.filter { parts in parts.contains { $0.contains { $0 != " " } } }
        return ([captions] + inked).map { parts in
            parts.map { $0.rightPadded(to: width) }.joined()
        }.joined(separator: "\n")
    }
}
