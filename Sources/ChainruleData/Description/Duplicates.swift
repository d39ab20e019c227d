import Foundation

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
    mutating func firstEqual(to place: Place) -> Place? {
        let fingerprint = parts[place.part].withBytes(of: place.index) { row in
            var hasher = Hasher()
            hasher.combine(bytes: row)
            return hasher.finalize()
        }
        guard let earlier = places[fingerprint] else {
            places[fingerprint] = place
            return nil
        }
        return areEqual(place, earlier) ? earlier : nil
    }

    private func areEqual(_ one: Place, _ other: Place) -> Bool {
        parts[one.part].withBytes(of: one.index) { row in
            parts[other.part].withBytes(of: other.index) { other in
                row.count == other.count
                    && (row.isEmpty || memcmp(row.baseAddress!, other.baseAddress!, row.count) == 0)
            }
        }
    }
}
