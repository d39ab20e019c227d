import Chainrule
import ChainruleData
import ChainruleTraining

/// Draws images with characters: one per two pixels, one above the other, darker for more ink.
enum ImageDrawing {
    private static let gap = 2

    /// The first few images side by side, each under its caption; rows that are blank in all of them are left out.
    ///
    /// - Parameters:
    ///   - images: where they are.
    ///   - indices: which of them, the most important first.
    ///   - captions: the text above each.
    ///   - width: the columns of a line. Images that are wider are drawn smaller, and those that do not fit beside the
    ///     first are left out.
    static func row(of images: LabeledImages, at indices: [Int], captions: [String], width: Int) -> String {
        let block = max(1, (images.width + width - 1) / width)
        let drawnWidth = (images.width + block - 1) / block
        let cell = min(width, captions.map(\.displayWidth).reduce(drawnWidth, max))
        let count = max(1, (width + gap) / (cell + gap))
        let drawings = indices.prefix(count).map { lines(of: images, at: $0, block: block) }
        let rows = drawings[0].indices.map { row in drawings.map { $0[row] } }
        let inked = rows.filter { parts in parts.contains { $0.contains { $0 != " " } } }
        let headings = captions.prefix(count).map { $0.prefix(displayWidth: cell) }
        return ([headings] + inked).map { parts in
            let padded = parts.dropLast().map {
                $0 + String(repeating: " ", count: cell + gap - $0.displayWidth)
            }
            return (padded + parts.suffix(1)).joined()
        }.joined(separator: "\n")
    }

    /// The lines of an image whose blocks of pixels are drawn as one.
    private static func lines(of images: LabeledImages, at index: Int, block: Int) -> [String] {
        let pixels = greyLevels(of: images, at: index, block: block)
        let shades: [Character] = [" ", "░", "▒", "▓", "█"]
        return stride(from: 0, to: pixels.count, by: 2).map { row in
            let lower = pixels[min(row + 1, pixels.count - 1)]
            return String(zip(pixels[row], lower).map { shades[($0 + $1) * shades.count / (2 * 256)] })
        }
    }

    /// Rows of levels, each the mean over the colors and pixels of a block.
    private static func greyLevels(of images: LabeledImages, at index: Int, block: Int) -> [[Int]] {
        let levels = Array(images.image(at: index))
        return stride(from: 0, to: images.height, by: block).map { top in
            stride(from: 0, to: images.width, by: block).map { left in
                var (sum, count) = (0, 0)
                for channel in 0..<images.channels {
                    for row in top..<min(top + block, images.height) {
                        for column in left..<min(left + block, images.width) {
                            sum += Int(levels[(channel * images.height + row) * images.width + column])
                            count += 1
                        }
                    }
                }
                return sum / count
            }
        }
    }
}
