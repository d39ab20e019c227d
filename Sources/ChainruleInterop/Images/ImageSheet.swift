import Chainrule

/// Small images side by side in one picture.
package struct ImageSheet {
    private static let gap = 1

    /// Images `[N, 1 or 3, H, W]`, in the order of rows.
    let images: Tensor
    /// The number of images in a row.
    let columns: Int
    /// The pixels of the picture for each pixel of an image, along each axis.
    let scale: Int
    /// What is black and what is white; nil for the smallest and the largest element of each image.
    let range: ClosedRange<Float>?

    /// - Parameters:
    ///   - images: `[N, 1 or 3, H, W]`, in the order of rows.
    ///   - columns: the number of images in a row.
    ///   - scale: the pixels of the picture for each pixel of an image, along each axis.
    ///   - range: what is black and what is white; by default the smallest and the largest element of each image.
    package init(images: Tensor, columns: Int, scale: Int, range: ClosedRange<Float>? = nil) {
        (self.images, self.columns, self.scale, self.range) = (images, columns, scale, range)
    }

    /// The picture `[1 or 3, height, width]` with levels from 0 to 1; between the images it is white.
    package var picture: Tensor {
        let (count, channels) = (images.shape[0], images.shape[1])
        let (height, width) = (images.shape[2], images.shape[3])
        let (cellHeight, cellWidth) = (height * scale + Self.gap, width * scale + Self.gap)
        let rows = (count + columns - 1) / columns
        let (sheetHeight, sheetWidth) = (
            rows * cellHeight - Self.gap, min(count, columns) * cellWidth - Self.gap
        )
        var levels = [Float](repeating: 1, count: channels * sheetHeight * sheetWidth)
        let elements = images.scalars(as: Float.self)
        let size = channels * height * width
        for index in 0..<count {
            let image = elements[index * size..<(index + 1) * size]
            let (low, high) = (
                range?.lowerBound ?? image.min() ?? 0, range?.upperBound ?? image.max() ?? 0
            )
            let (top, left) = (index / columns * cellHeight, index % columns * cellWidth)
            for channel in 0..<channels {
                for row in 0..<height * scale {
                    for column in 0..<width * scale {
                        let element = image[
                            image.startIndex + (channel * height + row / scale) * width + column / scale]
                        let place = (channel * sheetHeight + top + row) * sheetWidth + left + column
                        levels[place] = high > low ? (element - low) / (high - low) : 0
                    }
                }
            }
        }
        return Tensor(levels, shape: [channels, sheetHeight, sheetWidth])
    }
}
