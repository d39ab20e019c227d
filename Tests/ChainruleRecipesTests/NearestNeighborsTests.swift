import Chainrule
import ChainruleRecipes
import Testing

@Suite("Nearest neighbors")
struct NearestNeighborsTests {
    @Test(
        "are those of an exhaustive comparison, the nearest first, far from the origin too",
        arguments: [(NearestNeighbors.Distance.euclidean, 0.0), (.euclidean, 300), (.cosine, 0)])
    func exhaustive(_ distance: NearestNeighbors.Distance, _ offset: Double) {
        withRandomSeed(0) {
            let (vectors, queries) = (
                Tensor.normal([50, 7], mean: offset), Tensor.normal([9, 7], mean: offset)
            )
            func rows(_ tensor: Tensor) -> [[Double]] {
                (0..<tensor.shape[0]).map { tensor[$0].cast(to: .float64).scalars() }
            }
            func product(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
            func expected(_ x: [Double], _ y: [Double]) -> Double {
                switch distance {
                case .euclidean: zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
                case .cosine: 1 - product(x, y) / (product(x, x) * product(y, y)).squareRoot()
                }
            }
            let found = NearestNeighbors(among: vectors, distance: distance).nearest(4, to: queries)
            for (query, neighbors) in zip(rows(queries), found) {
                let distances = rows(vectors).map { expected(query, $0) }
                let order = distances.indices.sorted { distances[$0] < distances[$1] }.prefix(4)
                #expect(neighbors.map(\.index) == Array(order))
                for neighbor in neighbors {
                    #expect(abs(neighbor.distance - distances[neighbor.index]) < 1e-5)
                }
            }
        }
    }

    @Test(
        "of equally near vectors the first comes first; small distances far from the origin keep their digits"
    )
    func ties() {
        let search = NearestNeighbors(among: Tensor([[1.0, 0], [1, 0], [0, 1], [1000, 1000]]))
        #expect(search.nearest(9, to: Tensor([[1.0, 0]]))[0].map(\.index) == [0, 1, 2, 3])
        #expect(search.nearest(1, to: Tensor([[1000.0, 1000.5]]))[0][0].distance == 0.5)
    }

    @Test("zeros are orthogonal to everything, and NaN is near nothing")
    func degenerate() {
        let vectors: [Float] = [0, 0, -1, 0, .nan, 1]
        let search = NearestNeighbors(among: Tensor(vectors, shape: [3, 2]), distance: .cosine)
        let found = search.nearest(3, to: Tensor([[2.0, 0]]))[0]
        #expect(found.map(\.index) == [0, 1] && found.map(\.distance) == [1, 2])
        let straight = NearestNeighbors(among: Tensor(vectors, shape: [3, 2]))
        #expect(straight.nearest(3, to: Tensor([[-2.0, 0]]))[0].map(\.index) == [1, 0])
    }
}
