import Chainrule

/// What makes one example differ from the next of its class: the hand and the pen.
///
/// Only operations that IEEE 754 rounds exactly are used, here and in `GlyphCanvas`: the same seed
/// gives the same bits on every machine, whatever its library of mathematics.
struct Handwriting {
    /// Half the width of a stroke, in pixels.
    let penRadius: Double
    /// The distance over which the edge of a stroke fades from ink to background, in pixels.
    let edgeWidth: Double
    /// The grayscale level of full ink.
    let ink: Double
    /// The range of the noise that is added to each pixel, in grayscale levels.
    let noise: Double

    private let right: Point
    private let down: Point
    private let bend: Point
    private let center: Point

    /// How far the hand may miss each point of a stroke, in units of the glyph's grid.
    private let wobble: Double

    init(side: Int, random: inout RandomStream) {
        let side = Double(side)
        penRadius = side / 28 * random.uniform(0.7, 1.6)
        edgeWidth = random.uniform(0.8, 1.6)
        ink = random.uniform(180, 255)
        noise = random.uniform(0, 40)
        wobble = random.uniform(2, 14)

        // The tangent of half the angle gives the rotation without sine and cosine.
        let t = random.triangular(0.22)
        let (cosine, sine) = ((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t))
        let shear = random.triangular(0.5)
        let pixelsPerUnit = side / 28 * 0.22
        let scale = Point(random.uniform(0.65, 1.1), random.uniform(0.75, 1.08)) * pixelsPerUnit
        right = Point(cosine, sine) * scale.x
        down = Point(-sine - shear * cosine, cosine - shear * sine) * scale.y
        bend = Point(random.triangular(0.006), random.triangular(0.006))
        let reach = side * 0.09
        center = Point(repeating: side / 2) + Point(random.triangular(reach), random.triangular(reach))
    }

    /// Where in the image the hand puts the points of a stroke, appended to `placed`.
    func place(_ points: [Point], random: inout RandomStream, into placed: inout [Point]) {
        var miss = newMiss(&random)
        for point in points {
            placed.append(place(point + miss))
            // A hand that has strayed comes back little by little; the spread stays as it is.
            miss = miss * 0.6 + newMiss(&random) * 0.8
        }
    }

    private func newMiss(_ random: inout RandomStream) -> Point {
        Point(random.triangular(wobble), random.triangular(wobble))
    }

    private func place(_ point: Point) -> Point {
        let fromCenter = point - Point(repeating: 50)
        let bent = fromCenter + bend * Point(fromCenter.y * fromCenter.y, fromCenter.x * fromCenter.x)
        return center + right * bent.x + down * bent.y
    }
}

extension RandomStream {
    /// A number between -`reach` and `reach`, most often near 0 (the sum of two that are evenly spread).
    mutating func triangular(_ reach: Double) -> Double {
        uniform(-reach / 2, reach / 2) + uniform(-reach / 2, reach / 2)
    }
}
