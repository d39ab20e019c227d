extension ImageBuffer {
    /// Every pixel becomes what lies at another place of the image, interpolated between the four nearest pixels.
    ///
    /// - Parameters:
    ///   - fill: what lies beyond the edge, and is interpolated with there.
    ///   - place: the place for a row and a column, in rows and columns; the first pixel lies at 0, 0.
    @inline(__always)
    package mutating func resample(
        fill: Float, _ place: (_ row: Int, _ column: Int) -> (row: Float, column: Float)
    ) {
        let (channels, height, width) = (channels, height, width)
        let size = height * width
        rewrite { old, new in
            for row in 0..<height {
                for column in 0..<width {
                    let place = place(row, column)
                    let target = new + row * width + column
                    guard place.row > -1, place.row < Float(height), place.column > -1,
                        place.column < Float(width)
                    else {
                        for channel in 0..<channels { target[channel * size] = fill }
                        continue
                    }
                    // Converting rounds toward zero, which above -1 is downward after adding 1.
                    let (top, left) = (Int(place.row + 1) - 1, Int(place.column + 1) - 1)
                    let (down, right) = (place.row - Float(top), place.column - Float(left))
                    let source = old + top * width + left
                    let isInside = top >= 0 && left >= 0 && top + 1 < height && left + 1 < width
                    for channel in 0..<channels {
                        let corner = source + channel * size
                        func pixel(_ i: Int, _ j: Int) -> Float {
                            if isInside { return corner[i * width + j] }
                            let isThere =
                                (0..<height).contains(top + i) && (0..<width).contains(left + j)
                            return isThere ? corner[i * width + j] : fill
                        }
                        let upper = pixel(0, 0) * (1 - right) + pixel(0, 1) * right
                        let lower = pixel(1, 0) * (1 - right) + pixel(1, 1) * right
                        target[channel * size] = upper * (1 - down) + lower * down
                    }
                }
            }
        }
    }
}
