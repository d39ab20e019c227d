import Chainrule

/// The nearest neighbors of vectors among others, by exhaustive search.
///
/// ```swift
/// let search = NearestNeighbors(among: features)           // [N, d]
/// let found = search.nearest(5, to: queries)                // five for each row of [M, d], the nearest first
/// ```
///
/// Source: Cover and Hart, "Nearest neighbor pattern classification", IEEE Transactions on Information Theory 13, 1967.
public struct NearestNeighbors {
    /// How far vectors x and y are apart.
    public enum Distance: String, Sendable, CaseIterable {
        /// ‖x − y‖.
        case euclidean
        /// 1 − x·y / (‖x‖·‖y‖): 0 for the same direction, 1 for orthogonal ones and for zeros, 2 for opposite ones.
        case cosine
    }

    /// A vector that was found.
    public struct Neighbor: Sendable, Equatable {
        /// Its place among those that were searched.
        public let index: Int
        public let distance: Double
    }

    /// How distances are measured.
    public let distance: Distance
    /// `[N, d]`: of length 1 where the distance is the cosine, else without the origin.
    private let vectors: Tensor
    /// `[1, d]`, what vectors are shifted by: their mean, so that differences of large numbers keep their digits; nil for the
    /// cosine.
    private let origin: Tensor?
    /// `[1, N]`: half of the squared lengths.
    private let halfSquares: Tensor

    /// d, the numbers of each vector.
    public var featureCount: Int { vectors.shape[1] }

    /// Bounds the memory of the distances that are known at a time.
    private static let distancesAtOnce = 1 << 23

    /// - Parameters:
    ///   - vectors: `[N, d]`, what is searched.
    ///   - distance: how distances are measured, Euclidean by default.
    /// - Precondition: there is a vector.
    public init(among vectors: Tensor, distance: Distance = .euclidean) {
        require(
            vectors.rank == 2 && vectors.shape[0] > 0,
            "NearestNeighbors: needs vectors [N, d], got \(vectors.shape)")
        self.distance = distance
        let mean = vectors.mean(axes: [0], keepDims: true)
        origin =
            distance == .euclidean ? select(mean, where: abs(mean) .< .infinity, otherwise: 0) : nil
        self.vectors = Self.prepared(vectors, origin)
        halfSquares = ((self.vectors * self.vectors).sum(axes: [1]) * 0.5).reshaped(to: [1, -1])
    }

    /// The nearest vectors for each row of `queries`, the nearest first; of equally near ones the first.
    ///
    /// - Parameters:
    ///   - count: how many; fewer if there are not as many vectors.
    ///   - queries: `[M, d]`.
    /// - Precondition: `count` is positive, and the queries have as many columns as the vectors.
    public func nearest(_ count: Int, to queries: Tensor) -> [[Neighbor]] {
        require(
            count > 0 && queries.rank == 2 && queries.shape[1] == vectors.shape[1],
            "NearestNeighbors: needs a positive count and queries [M, \(vectors.shape[1])], got \(count) and \(queries.shape)"
        )
        let queries = Self.prepared(queries, origin)
        let rows = max(1, Self.distancesAtOnce / vectors.shape[0])
        return stride(from: 0, to: queries.shape[0], by: rows).flatMap { first in
            let part = queries[first..<min(first + rows, queries.shape[0])]
            // ½‖x − y‖² − ½‖x‖², in the order of the distances.
            let order = (halfSquares - matmul(part, vectors.transposed())).scalars(as: Float.self)
            let found = (0..<part.shape[0]).map { row in
                Self.smallest(count, of: order[row * vectors.shape[0]..<(row + 1) * vectors.shape[0]])
            }
            return measured(found, from: part)
        }
    }

    private static func prepared(_ vectors: Tensor, _ origin: Tensor?) -> Tensor {
        if let origin { return vectors - origin }
        let lengths = sqrt((vectors * vectors).sum(axes: [1], keepDims: true))
        return vectors / select(lengths, where: lengths .> 0, otherwise: 1)
    }

    /// The places of the smallest numbers, the smallest first; NaN is never among them.
    private static func smallest(_ count: Int, of numbers: ArraySlice<Float>) -> [Int] {
        var best: [(place: Int, number: Float)] = []
        numbers.withUnsafeBufferPointer { numbers in
            for place in numbers.indices {
                let number = numbers[place]
                guard best.count < count ? !number.isNaN : number < best[best.count - 1].number else {
                    continue
                }
                let rank = best.firstIndex { number < $0.number } ?? best.count
                best.insert((place, number), at: rank)
                if best.count > count { best.removeLast() }
            }
        }
        return best.map(\.place)
    }

    /// The distances by which neighbors were found, from the differences themselves and not those of squares.
    private func measured(_ found: [[Int]], from queries: Tensor) -> [[Neighbor]] {
        let places = found.flatMap(\.self)
        if places.isEmpty { return found.map { _ in [] } }
        let chosen = vectors.gather(Tensor(places.map { Int32($0) }, shape: [places.count]))
        let owners = found.enumerated().flatMap { row, places in places.map { _ in Int32(row) } }
        let asked = queries.gather(Tensor(owners, shape: [owners.count]))
        let measures: Tensor
        switch distance {
        case .euclidean:
            let differences = chosen - asked
            measures = sqrt((differences * differences).sum(axes: [1]))
        case .cosine: measures = maximum(1 - (chosen * asked).sum(axes: [1]), 0)
        }
        var distances = measures.scalars(as: Float.self)[...]
        return found.map { places in
            places.map { Neighbor(index: $0, distance: Double(distances.removeFirst())) }
                .sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }
        }
    }
}
