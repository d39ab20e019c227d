import Chainrule

extension RandomStream {
    /// A size of an axis: none, one, a prime, more than a tile of a vector loop, or anything up to 40.
    mutating func size(atMost most: Int = .max) -> Int {
        let size =
            switch integer(below: 16) {
            case 0: 0
            case 1...3: 1
            case 4...7: 2 + integer(below: 4)
            case 8...10: [7, 11, 13, 17, 19, 23, 29, 31, 37].randomElement(using: &self)!
            case 11: 1000 + integer(below: 100)
            default: integer(below: 41)
            }
        return min(size, most)
    }

    /// A shape of some hundred elements, or of so many that threads share them.
    mutating func shape(ranks: ClosedRange<Int> = 0...5) -> Shape {
        let isLarge = integer(below: 5) == 0
        var room = isLarge ? 30_000 : 1500
        var sizes = (0..<ranks.lowerBound + integer(below: ranks.count)).map { _ in
            let size = size(atMost: room)
            room /= max(1, size)
            return size
        }
        if isLarge && !sizes.isEmpty { sizes[0] *= max(1, room) }
        return Shape(permutation(of: sizes.count).map { sizes[$0] })
    }

    /// True in half of the cases.
    mutating func coin() -> Bool { integer(below: 2) == 0 }
}
