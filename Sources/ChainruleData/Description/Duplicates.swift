/// Finds examples that are equal to earlier ones, number by number.
struct DuplicateIndex {
    /// An example, by its part and its place there.
    struct Place: Hashable {
        let part: Int
        let index: Int
    }

    private let parts: [ExampleRows]
    /// The first example of every fingerprint.
    private var places: [Int: Place] = [:]

    init(_ parts: [ExampleRows]) { self.parts = parts }

    /// The first example that equals this one, after which the index knows this one too.
    ///
    /// Rows with equal fingerprints are compared, so all that are found are equal. That one be missed takes
    /// another row with the same 64 bits.
    mutating func firstEqual(to row: UnsafeMutableBufferPointer<Double>, at place: Place) -> Place? {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(row))
        let fingerprint = hasher.finalize()
        guard let earlier = places[fingerprint] else {
            places[fingerprint] = place
            return nil
        }
        return isEqual(row, to: earlier) ? earlier : nil
    }

    private func isEqual(_ row: UnsafeMutableBufferPointer<Double>, to place: Place) -> Bool {
        let rows = parts[place.part]
        guard rows.width == row.count else { return false }
        return rows.withRow { other in
            rows.copyRow(place.index, into: other)
            return zip(row, other).allSatisfy { $0.bitPattern == $1.bitPattern }
        }
    }
}
