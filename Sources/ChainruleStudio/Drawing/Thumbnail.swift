import Chainrule
import ChainruleInterop
import Foundation

/// A small picture of a tensor: of images the first one, of feature maps and kernels the first of them side by side, of others
/// the matrix of the last two axes.
///
/// The smallest element is black and the largest white; of a gradient, 0 is gray.
struct Thumbnail: Sendable {
    /// The content of a PNG file.
    let png: [UInt8]
    let width: Int
    let height: Int

    /// An address that holds the picture itself.
    var address: String { "data:image/png;base64,\(Data(png).base64EncodedString())" }

    /// The longest side, in pixels.
    private static let side = 72
    /// The shortest side of a picture that is longer than a quarter of that: Graphviz makes no PNG file with lower ones.
    private static let lowest = 4
    /// The most pictures side by side.
    private static let mostTiles = 16

    /// - Parameters:
    ///   - tensor: what is shown; nothing is if it has fewer than two axes, few elements or some that are not finite.
    ///   - isParameter: whether the first axis is that of units and not that of examples.
    ///   - isSigned: whether 0 is to be gray.
    init?(_ tensor: Tensor, isParameter: Bool, isSigned: Bool = false) {
        guard tensor.rank >= 2, tensor.shape.elementCount >= 16, tensor.dtype != .bool else { return nil }
        var tiles = Self.tiles(of: tensor, isParameter: isParameter)
        let (height, width) = (tiles.shape[2], tiles.shape[3])
        let columns = Int(Double(tiles.shape[0]).squareRoot().rounded(.up))
        let fewest = max(height, width) * columns > Self.side / Self.lowest ? Self.lowest : 1
        let most = max(1, Self.side / columns)
        tiles = Self.resized(
            tiles, rows: min(max(height, fewest), most), columns: min(max(width, fewest), most))
        let levels = tiles.scalars(as: Float.self)
        guard levels.allSatisfy(\.isFinite) else { return nil }
        let bound = levels.map(\.magnitude).max() ?? 0
        let scale = max(1, Self.side / (max(tiles.shape[2], tiles.shape[3]) * columns))
        let picture = ImageSheet(
            images: tiles, columns: columns, scale: scale,
            range: isSigned ? (bound > 0 ? -bound...bound : -1...1) : nil
        ).picture
        png = PNGImage(picture).encoded()
        (self.height, self.width) = (picture.shape[1], picture.shape[2])
    }

    /// Images `[N, 1 or 3, H, W]`.
    private static func tiles(of tensor: Tensor, isParameter: Bool) -> Tensor {
        let real = tensor.cast(to: .float32)
        if real.rank == 2 { return real.reshaped(to: [1, 1, real.shape[0], real.shape[1]]) }
        if isParameter && real.rank >= 4 {
            let kernels = real.reshaped(to: [-1, 1, real.shape[real.rank - 2], real.shape[real.rank - 1]])
            return kernels[0..<min(mostTiles, kernels.shape[0])]
        }
        if real.rank == 3, let single = real.shape.firstIndex(of: 1) {
            let matrix = real.squeezingDimension(at: single)
            return matrix.reshaped(to: [1, 1, matrix.shape[0], matrix.shape[1]])
        }
        var maps = real
        while maps.rank > 3 || maps.rank == 3 && real.rank == 3 { maps = maps[0] }
        if maps.rank == 2 { return maps.reshaped(to: [1, 1, maps.shape[0], maps.shape[1]]) }
        if maps.shape[0] == 3 { return maps.expandingDimension(at: 0) }
        // Maps of one pixel are numbers.
        if maps.shape[1] * maps.shape[2] == 1 { return real.reshaped(to: [1, 1, real.shape[0], -1]) }
        return maps[0..<min(mostTiles, maps.shape[0])].expandingDimension(at: 1)
    }

    /// Every few rows and columns, or each several times.
    private static func resized(_ tiles: Tensor, rows: Int, columns: Int) -> Tensor {
        let (height, width) = (tiles.shape[2], tiles.shape[3])
        if rows == height && columns == width { return tiles }
        let (rows, columns) = (
            (0..<rows).map { $0 * height / rows }, (0..<columns).map { $0 * width / columns }
        )
        let elements = tiles.scalars(as: Float.self)
        var kept: [Float] = []
        kept.reserveCapacity(tiles.shape[0] * tiles.shape[1] * rows.count * columns.count)
        for plane in 0..<tiles.shape[0] * tiles.shape[1] {
            for row in rows {
                for column in columns { kept.append(elements[(plane * height + row) * width + column]) }
            }
        }
        return Tensor(kept, shape: [tiles.shape[0], tiles.shape[1], rows.count, columns.count])
    }
}
