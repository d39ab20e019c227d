import Chainrule
import ChainruleRecipes
import ChainruleTraining
import Foundation

/// The nearest neighbors of some examples, as `chainrule neighbors` prints them.
struct NeighborsReport: Encodable {
    let layer: String
    /// The part of the data that was searched.
    let part: String
    let exampleCount: Int
    /// The number of neighbors asked for.
    let k: Int
    /// Nil if examples have no classes.
    let precision: Double?
    let queries: [Query]

    struct Query: Encodable {
        let name: String
        /// The nearest first.
        let neighbors: [Neighbor]
    }

    struct Neighbor: Encodable {
        let example: Int
        let label: String?
        let distance: Double
    }

    /// - Parameters:
    ///   - search: what was searched.
    ///   - queries: the examples asked about.
    ///   - found: the neighbors of each.
    ///   - k: how many neighbors were asked for.
    init(
        _ search: FeatureSearch, _ queries: [TaskInput], _ found: [[NearestNeighbors.Neighbor]], k: Int
    ) throws {
        layer = search.layer.isEmpty ? "output" : search.layer
        part = search.searchesValidation ? "validation" : "training"
        exampleCount = search.samples.count
        self.k = k
        precision = try search.precision(at: k)
        self.queries = zip(queries, found).map { query, neighbors in
            let neighbors = neighbors.map {
                Neighbor(
                    example: $0.index, label: search.labels?[$0.index], distance: $0.distance)
            }
            return Query(name: query.name, neighbors: neighbors)
        }
    }

    /// A line for each query, below the layer and the precision.
    var text: String {
        let heading =
            ["layer      \(layer), \(exampleCount) \(part) examples"]
            + (precision.map { ["precision  \(percent($0)) at \(k), over the validation set"] } ?? [])
        let lines = queries.map { query in
            let texts = query.neighbors.map { neighbor in
                (neighbor.label.map { "\($0) " } ?? "") + "#\(neighbor.example) "
                    + String(format: "%.4g", neighbor.distance)
            }
            return "\(query.name): \(texts.joined(separator: ", "))"
        }
        return (heading + lines).joined(separator: "\n")
    }

    /// A header and a row for each neighbor; the label is empty where examples have no classes.
    var csv: String {
        let rows = queries.flatMap { query in
            query.neighbors.enumerated().map { rank, neighbor in
                [
                    query.name, "\(rank + 1)", "\(neighbor.example)", neighbor.label ?? "",
                    "\(neighbor.distance)",
                ]
            }
        }
        return csvText([["input", "rank", "example", "label", "distance"]] + rows)
    }
}
