import Chainrule

/// The default boxes of a single-shot detector (anchors, priors): boxes of a few sizes and shapes around every place of some
/// feature maps, from which objects are found by small corrections.
///
/// Place (i, j) of map k with fₖ rows and gₖ columns has its center at ((j + ½)/gₖ, (i + ½)/fₖ). Around it lie a box of
/// width sₖ√a and height sₖ/√a for every aspect ratio a, and a square of the scale √(sₖ·sₖ₊₁). All coordinates are shares of
/// the width and the height of the image. The boxes are in the order of maps, rows, columns, and at each place those of the
/// aspect ratios before the further square.
///
/// Source: Liu, Anguelov, Erhan, Szegedy, Reed, Fu and Berg, "SSD: Single shot multibox detector", ECCV 2016, section 2.2.
public struct DefaultBoxes: Sendable, Equatable, Codable {
    /// The size of a feature map, and the scale of its boxes.
    public struct Map: Sendable, Equatable, Codable {
        public let rows, columns: Int
        /// sₖ, a share of the side of the image.
        public let scale: Double

        public init(rows: Int, columns: Int, scale: Double) {
            (self.rows, self.columns, self.scale) = (rows, columns, scale)
        }
    }

    public let maps: [Map]
    /// The scale after that of the last map, for its further squares.
    public let lastScale: Double
    public let aspectRatios: [Double]
    /// What offsets of centers, and those of the logarithms of sizes, are divided by: 0.1 and 0.2 in the authors' code.
    public let centerVariance, sizeVariance: Double

    /// - Parameters:
    ///   - maps: the feature maps, with a scale for each.
    ///   - lastScale: the scale after that of the last map.
    ///   - aspectRatios: width over height; 1, 2 and ½ by default.
    ///   - centerVariance: what offsets of centers are divided by.
    ///   - sizeVariance: what offsets of the logarithms of sizes are divided by.
    /// - Precondition: there are maps and aspect ratios, and all numbers are positive.
    public init(
        maps: [Map], lastScale: Double, aspectRatios: [Double] = [1, 2, 0.5], centerVariance: Double = 0.1,
        sizeVariance: Double = 0.2
    ) {
        let numbers = maps.map(\.scale) + aspectRatios + [lastScale, centerVariance, sizeVariance]
        require(
            !maps.isEmpty && !aspectRatios.isEmpty && maps.allSatisfy { $0.rows > 0 && $0.columns > 0 }
                && numbers.allSatisfy { $0 > 0 },
            "DefaultBoxes: needs maps and aspect ratios, and positive numbers")
        (self.maps, self.lastScale, self.aspectRatios) = (maps, lastScale, aspectRatios)
        (self.centerVariance, self.sizeVariance) = (centerVariance, sizeVariance)
    }

    /// The number of boxes around each place of a map.
    public var boxesPerPlace: Int { aspectRatios.count + 1 }

    /// The number of boxes.
    public var count: Int { maps.reduce(0) { $0 + $1.rows * $1.columns } * boxesPerPlace }

    /// The boxes `[count, 4]` as center x, center y, width, height.
    public var centers: Tensor {
        let scales = maps.map(\.scale) + [lastScale]
        var numbers: [Float] = []
        numbers.reserveCapacity(4 * count)
        for (index, map) in maps.enumerated() {
            let further = (scales[index] * scales[index + 1]).squareRoot()
            let sizes =
                aspectRatios.map { (map.scale * $0.squareRoot(), map.scale / $0.squareRoot()) } + [
                    (further, further)
                ]
            for row in 0..<map.rows {
                for column in 0..<map.columns {
                    let x = (Double(column) + 0.5) / Double(map.columns)
                    let y = (Double(row) + 0.5) / Double(map.rows)
                    for (width, height) in sizes { numbers += [x, y, width, height].map { Float($0) } }
                }
            }
        }
        return Tensor(numbers, shape: [count, 4])
    }

    /// The boxes `[count, 4]` as left, top, right, bottom.
    public var corners: Tensor { Self.corners(ofCenters: centers) }

    /// What a network has to predict so that the default boxes become other boxes.
    ///
    /// For a box with the center (x, y), width w and height h, and the default box (x₀, y₀, w₀, h₀): (x − x₀)/(w₀·v), (y − y₀)/(h₀·v),
    /// ln(w/w₀)/u and ln(h/h₀)/u, with the variances v of centers and u of sizes.
    ///
    /// - Parameter corners: a box for each default box, `[…, count, 4]` as left, top, right, bottom.
    /// - Returns: the offsets, of the same shape.
    public func offsets(to corners: Tensor) -> Tensor {
        let (start, end) = Self.halves(corners)
        let (center, size) = Self.halves(centers)
        let shift = ((start + end) * 0.5 - center) / (size * centerVariance)
        return concatenate([shift, log((end - start) / size) / sizeVariance], axis: -1)
    }

    /// The boxes that the default boxes become by offsets: the inverse of ``offsets(to:)``.
    ///
    /// - Parameter offsets: `[…, count, 4]`.
    /// - Returns: left, top, right, bottom, of the same shape.
    public func corners(at offsets: Tensor) -> Tensor {
        let (shift, growth) = Self.halves(offsets)
        let (center, size) = Self.halves(centers)
        let moved = shift * (size * centerVariance) + center
        let scaled = exp(growth * sizeVariance) * size
        return Self.corners(ofCenters: concatenate([moved, scaled], axis: -1))
    }

    private static func corners(ofCenters boxes: Tensor) -> Tensor {
        let (center, size) = halves(boxes)
        return concatenate([center - size * 0.5, center + size * 0.5], axis: -1)
    }

    /// The first two and the last two of four numbers along the last axis.
    private static func halves(_ boxes: Tensor) -> (Tensor, Tensor) {
        let parts = boxes.split(sizes: [2, 2], axis: -1)
        return (parts[0], parts[1])
    }
}
