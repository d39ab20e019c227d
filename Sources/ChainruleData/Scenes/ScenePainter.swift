import Chainrule

/// Paints scenes one after the other.
struct ScenePainter {
    private typealias Color = SIMD3<Double>

    /// The reach of a shape from its center, as shares of the side of the image.
    private static let radii = (0.12, 0.27)
    /// No shape hides more than this share of the box of another.
    private static let largestOverlap: Float = 0.3
    /// How far the color of a shape is from that of the background, as a sum over the channels.
    private static let contrast = 150.0
    private static let attempts = 20
    /// How far noise changes a level up or down.
    private static let noise = 20.0

    let side: Int

    /// Paints a scene of one to four shapes.
    ///
    /// - Parameters:
    ///   - random: where they are, how large, and in which colors.
    ///   - levels: of 3 × `side` × `side` pixels, which are overwritten.
    ///   - mask: the class of every pixel, 0 for the background and 1 for the first shape.
    /// - Returns: the shapes with their boxes in pixels. Shapes that come later cover those before them; the boxes contain
    ///   what is covered, too.
    func paint(
        random: inout RandomStream, into levels: UnsafeMutableBufferPointer<UInt8>,
        mask: UnsafeMutableBufferPointer<UInt8>
    ) -> [LabeledBox] {
        let ground = Color.random(&random)
        let slope = Point(random.uniform(-60, 60), random.uniform(-60, 60))
        var image = (0..<side * side).map { place in
            let point = center(of: place) / Double(side) - 0.5
            return ground + (slope * point).sum()
        }
        mask.update(repeating: 0)
        var objects: [LabeledBox] = []
        for _ in 0...random.integer(below: 4) {
            for _ in 0..<Self.attempts {
                let stencil = Stencil(side: side, radii: Self.radii, random: &random)
                let places = (0..<side * side).filter { stencil.contains(center(of: $0)) }
                let box = box(of: places)
                if objects.contains(where: { overlap($0.box, box) > Self.largestOverlap }) { continue }
                let color = color(unlike: ground, random: &random)
                for place in places {
                    image[place] = color
                    mask[place] = UInt8(stencil.shape.rawValue + 1)
                }
                objects.append(LabeledBox(box: box, label: stencil.shape.rawValue))
                break
            }
        }
        develop(image, random: &random, into: levels)
        return objects
    }

    private func center(of place: Int) -> Point {
        Point(Double(place % side) + 0.5, Double(place / side) + 0.5)
    }

    /// The smallest box that contains pixels.
    private func box(of places: [Int]) -> Box {
        let (columns, rows) = (places.map { $0 % side }, places.map { $0 / side })
        return Box(
            left: Float(columns.min()!), top: Float(rows.min()!), right: Float(columns.max()! + 1),
            bottom: Float(rows.max()! + 1))
    }

    private func overlap(_ one: Box, _ other: Box) -> Float {
        one.intersectionArea(with: other) / min(one.area, other.area)
    }

    private func color(unlike ground: Color, random: inout RandomStream) -> Color {
        while true {
            let color = Color.random(&random)
            let difference = color - ground
            if abs(difference.x) + abs(difference.y) + abs(difference.z) >= Self.contrast { return color }
        }
    }

    /// Turns colors into levels, with noise.
    private func develop(
        _ image: [Color], random: inout RandomStream, into levels: UnsafeMutableBufferPointer<UInt8>
    ) {
        for channel in 0..<3 {
            for (place, color) in image.enumerated() {
                let level = color[channel] + random.uniform(-Self.noise, Self.noise)
                levels[channel * image.count + place] = UInt8(min(max(level, 0), 255))
            }
        }
    }
}

/// A shape of some size, turned, at its place in an image.
private struct Stencil {
    let shape: SceneShape
    private let center: Point
    /// The axes of the shape, divided by its reach.
    private let right, down: Point

    init(side: Int, radii: (Double, Double), random: inout RandomStream) {
        let side = Double(side)
        shape = SceneShape.allCases[random.integer(below: SceneShape.allCases.count)]
        let radius = side * random.uniform(radii.0, radii.1)
        center = Point(random.uniform(radius, side - radius), random.uniform(radius, side - radius))
        // The tangent of half an angle of up to 45° gives the rotation without sine and cosine.
        let t = random.uniform(-0.41, 0.41)
        let (cosine, sine) = ((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t))
        (right, down) = (Point(cosine, sine) / radius, Point(-sine, cosine) / radius)
    }

    func contains(_ point: Point) -> Bool {
        let offset = point - center
        return shape.contains(Point((offset * right).sum(), (offset * down).sum()))
    }
}

extension SIMD3<Double> {
    fileprivate static func random(_ random: inout RandomStream) -> Self {
        Self(random.uniform(20, 235), random.uniform(20, 235), random.uniform(20, 235))
    }
}
