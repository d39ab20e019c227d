import Chainrule
import ChainruleData
import ChainruleInterop

/// Retrieval by learned features: the examples of a run's data whose features, the outputs of a layer, are the nearest to
/// those of another example.
///
/// ```swift
/// let run = try SavedRun("runs/lenet")
/// let search = try FeatureSearch(run)
/// let inputs = try run.task.inputs(at: "seven.png")
/// let nearest = try search.neighbors(of: inputs, count: 5)[0].map(\.index)
/// let share = try search.precision(at: 5)
/// ```
///
/// Source: Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural networks", 2012,
/// figure 4.
public struct FeatureSearch {
    public let run: SavedRun
    /// The layer whose outputs are compared.
    public let layer: String
    /// Whether the validation set is searched, and not the training set.
    public let searchesValidation: Bool
    /// The examples that are searched, preprocessed.
    public let samples: any SampleSet
    /// The names of their classes; nil if there are none.
    public let labels: [String]?

    private let data: any LoadedData
    private let neighbors: NearestNeighbors

    /// - Parameters:
    ///   - run: a run whose data can be read.
    ///   - layer: the dotted name of a layer; by default ``SavedRun/featureLayer``.
    ///   - distance: how features are compared, by the Euclidean distance unless chosen otherwise.
    ///   - searchesValidation: whether the validation set is searched; by default the training set is.
    /// - Throws: `DataError` if the data cannot be read, there are no examples, or there is no such layer.
    public init(
        _ run: SavedRun, layer: String? = nil, distance: NearestNeighbors.Distance = .euclidean,
        searchesValidation: Bool = false
    ) throws(DataError) {
        (self.run, self.layer, self.searchesValidation) = (run, layer ?? run.featureLayer, searchesValidation)
        data = try run.data()
        samples =
            try searchesValidation
            ? data.validationSamples(for: run.task) : data.trainingSamples(for: run.task)
        labels = searchesValidation ? data.validationLabels : data.trainingLabels
        guard samples.count > 0 else {
            throw .malformed(source: data.name, found: "no examples", expected: "some to be searched")
        }
        neighbors = NearestNeighbors(
            among: try run.features(of: samples, layer: self.layer), distance: distance)
    }

    /// The nearest of the searched examples for each new one, the nearest first.
    public func neighbors(
        of inputs: [TaskInput], count: Int
    ) throws(DataError) -> [[NearestNeighbors.Neighbor]] {
        try nearest(count, to: run.features(of: inputs, layer: layer))
    }

    private func nearest(
        _ count: Int, to features: Tensor
    ) throws(DataError) -> [[NearestNeighbors.Neighbor]] {
        guard features.shape[1] == neighbors.featureCount else {
            throw .malformed(
                source: "the layer '\(layer)'",
                found:
                    "\(features.shape[1]) and \(neighbors.featureCount) outputs for sequences of different lengths",
                expected: "a layer with as many outputs for each")
        }
        return neighbors.nearest(count, to: features)
    }

    /// Precision at k: the mean share of the k nearest examples that have the class of the example asked about, over the
    /// validation set; an example is no neighbor of itself. Nil if there are no classes or no examples to ask about.
    public func precision(at count: Int) throws(DataError) -> Double? {
        guard let labels, let asked = data.validationLabels, asked.count > (searchesValidation ? 1 : 0) else {
            return nil
        }
        let found = try validationNeighbors(asked.count, count: count)
        let shares = zip(found, asked).map { neighbors, label in
            Double(neighbors.count { labels[$0.index] == label }) / Double(neighbors.count)
        }
        return shares.reduce(0, +) / Double(shares.count)
    }

    /// The nearest of the searched examples for each of the first ones of the validation set, which are no neighbors of
    /// themselves.
    public func validationNeighbors(
        _ asked: Int, count: Int
    ) throws(DataError) -> [[NearestNeighbors.Neighbor]] {
        let validation = try data.validationSamples(for: run.task)
        let features = try run.features(of: validation, layer: layer, first: asked)
        let found = try nearest(count + (searchesValidation ? 1 : 0), to: features)
        return found.enumerated().map { place, neighbors in
            Array(neighbors.filter { !searchesValidation || $0.index != place }.prefix(count))
        }
    }

    /// The first examples of the validation set, with their classes as names.
    public func validationInputs(_ count: Int) throws(DataError) -> [TaskInput] {
        let validation = try data.validationSamples(for: run.task)
        let labels = data.validationLabels
        return try (0..<min(count, validation.count)).map { index throws(DataError) in
            TaskInput(
                name: "example \(index)" + (labels.map { " (\($0[index]))" } ?? ""),
                tensor: try validation.example(at: index).input)
        }
    }

    /// A picture with a row for each input: the image itself and its neighbors. Nil if examples are not images.
    public func picture(
        of inputs: [TaskInput], _ found: [[NearestNeighbors.Neighbor]]
    ) throws(DataError) -> Picture? {
        let shape = run.task.inputShape
        guard shape.rank == 3, [1, 3].contains(shape[0]), let count = found.map(\.count).min(), count > 0
        else {
            return nil
        }
        var images: [Tensor] = []
        for (input, neighbors) in zip(inputs, found) {
            images.append(input.tensor.expandingDimension(at: 0))
            images.append(try samples.batch(neighbors.prefix(count).map(\.index)[...]).inputs)
        }
        return Picture(
            fileName: "neighbors.png",
            summary: "\(inputs.count) images, each before its \(count) nearest neighbors",
            image: ImageSheet(
                images: concatenate(images), columns: count + 1, scale: max(1, 56 / shape[2])
            ).picture)
    }
}
