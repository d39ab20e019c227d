/// The neighboring axes that a reshape maps onto each other: groups of equally many elements on both sides.
///
/// From [8, 3, 1] to [2, 4, 3] there are three groups: 8 becomes 2 × 4, 3 stays, and 1 becomes nothing.
struct AxisGroups {
    private(set) var groups: [(from: Range<Int>, to: Range<Int>)] = []

    /// nil without elements, where nothing tells which axes belong together.
    init?(from: Shape, to: Shape) {
        if from.elementCount == 0 { return nil }
        var (i, j) = (0, 0)
        while i < from.rank || j < to.rank {
            let start = (i, j)
            if i < from.rank && from[i] == 1 {
                i += 1
            } else if j < to.rank && to[j] == 1 {
                j += 1
            } else {
                var (left, right) = (from[i], to[j])
                (i, j) = (i + 1, j + 1)
                while left != right {
                    if left < right {
                        left *= from[i]
                        i += 1
                    } else {
                        right *= to[j]
                        j += 1
                    }
                }
            }
            groups.append((start.0..<i, start.1..<j))
        }
    }
}
