/// What is seen in scenes.
enum SceneShape: Int, CaseIterable {
    case disk
    case square
    case triangle
    case cross

    /// Whether a point belongs to the shape, which reaches to a distance of 1 from the origin.
    ///
    /// Only operations that IEEE 754 rounds exactly: the same seed gives the same bits on every machine.
    func contains(_ point: Point) -> Bool {
        let (x, y) = (abs(point.x), abs(point.y))
        switch self {
        case .disk: return x * x + y * y <= 1
        case .square: return max(x, y) <= 0.75
        // Equilateral, the corner above at (0, -1): the sides have the slope √3.
        case .triangle: return point.y <= 0.5 && x * 1.7320508 <= point.y + 1
        case .cross: return min(x, y) <= 0.3 && max(x, y) <= 0.95
        }
    }
}
