import Chainrule
import ChainruleData
import ChainruleNN

/// Pictures of what the layers of a model of images respond to.
public struct FilterPictures {
    private let model: any Layer
    private let inputShape: Shape
    private let summary: ModelSummary
    private let source: String

    /// - Throws: `DataError` if the run's examples are not images.
    public init(_ run: SavedRun, source: String) throws(DataError) {
        inputShape = run.task.inputShape
        guard inputShape.rank == 3, [1, 3].contains(inputShape[0]) else {
            throw .malformed(
                source: source, found: "a model of \(run.recipe.task.name)", expected: "a model of images")
        }
        (model, self.source) = (run.model, source)
        let model = run.model
        summary = ChainruleNN.summary(model, inputShape: inputShape)
    }

    /// The names of the layers that pictures can be made of: those with maps as outputs, and those whose units see the
    /// whole image.
    public var layers: [String] {
        summary.rows.filter { row in
            row.parameterCount > 0 && (row.outputShape.rank == 3 || imageWeight(of: row.name) != nil)
        }.map(\.name)
    }

    /// All pictures of a layer.
    ///
    /// - Parameters:
    ///   - layer: the name of one of ``layers``.
    ///   - samples: the examples from which the strongest responses are chosen, 2000 at most.
    ///   - example: whose feature maps are shown.
    /// - Throws: `DataError` if there is no such layer or example, or the examples cannot be read.
    public func pictures(
        of layer: String, _ samples: any SampleSet, example: Int
    ) throws(DataError) -> [Picture] {
        guard let row = summary.rows.first(where: { $0.name == layer && $0.parameterCount > 0 }),
            layers.contains(layer)
        else {
            throw .malformed(
                source: source, found: "no layer '\(layer)' with filters",
                expected: "one of \(layers.joined(separator: ", "))")
        }
        guard samples.count > example else {
            throw .malformed(
                source: source, found: "example \(example) of \(samples.count)",
                expected: "one from 0 to \(samples.count - 1)")
        }
        var pictures: [Picture] = []
        if let weight = imageWeight(of: layer) ?? kernels(of: layer) {
            pictures.append(
                picture(
                    weight, scale: weight.shape[2] > 12 ? 2 : 6, layer, "filters",
                    "\(weight.shape[0]) filters"))
        }
        if row.outputShape.rank == 3 {
            let maps = try output(of: layer, for: samples.batch([example]))[0].expandingDimension(at: 1)
            let scale = max(1, 48 / maps.shape[2])
            pictures.append(
                picture(maps, scale: scale, layer, "maps", "feature maps of example \(example)"))
        }
        pictures.append(try strongest(layer, samples))
        return pictures
    }

    /// For each of the first 32 units the eight examples with the largest response, a row each.
    private func strongest(_ layer: String, _ samples: any SampleSet) throws(DataError) -> Picture {
        let count = min(samples.count, 2000)
        var responses: [[Float]] = []
        for batch in MiniBatches(count: count, batchSize: 100, shuffled: false) {
            let output = output(of: layer, for: try samples.batch(batch))
            let largest = output.rank > 2 ? output.max(axes: Axes(Array(2..<output.rank))) : output
            responses += largest.rows
        }
        let units = 0..<min(32, responses[0].count)
        let shown = min(8, count)
        var images: [Tensor] = []
        for unit in units {
            let order = (0..<count).sorted { responses[$0][unit] > responses[$1][unit] }
            images.append(try samples.batch(order[0..<shown]).inputs)
        }
        return Picture(
            fileName: fileName(layer, "strongest"),
            summary: "the \(shown) of \(count) examples to which each of \(units.count) units responds most",
            image: ImageSheet(images: concatenate(images), columns: shown, scale: 1).picture)
    }

    private func output(of layer: String, for batch: Batch) -> Tensor {
        let model = model
        return evaluating { capture(model, layer) { model(batch.inputs) }[layer] }
    }

    private func picture(
        _ images: Tensor, scale: Int, _ layer: String, _ kind: String, _ summary: String
    ) -> Picture {
        let columns = Int(Double(images.shape[0]).squareRoot().rounded(.up))
        return Picture(
            fileName: fileName(layer, kind), summary: summary,
            image: ImageSheet(images: images, columns: columns, scale: scale).picture)
    }

    private func fileName(_ layer: String, _ kind: String) -> String { "\(layer)-\(kind).png" }

    private func weight(of layer: String) -> Tensor? {
        let name = layer.isEmpty ? "weight" : "\(layer).weight"
        return model.parameters().first { $0.name == name }?.parameter.value
    }

    /// The weights of units that see the whole image, as images; nil for other layers.
    private func imageWeight(of layer: String) -> Tensor? {
        guard let weight = weight(of: layer), weight.rank == 2, weight.shape[1] == inputShape.elementCount
        else {
            return nil
        }
        return weight.reshaped(to: Shape([weight.shape[0]] + Array(inputShape)))
    }

    /// The kernels of a convolution as images: in color where the input has three channels, else one for each output and
    /// input channel, the first 256.
    private func kernels(of layer: String) -> Tensor? {
        guard let weight = weight(of: layer), weight.rank == 4 else { return nil }
        if weight.shape[1] == 3 { return weight }
        let kernels = weight.reshaped(to: [-1, 1, weight.shape[2], weight.shape[3]])
        return kernels.shape[0] > 256 ? kernels[0..<256] : kernels
    }
}

extension Tensor {
    /// The rows of a matrix.
    fileprivate var rows: [[Float]] {
        let elements = scalars(as: Float.self)
        return (0..<shape[0]).map { Array(elements[$0 * shape[1]..<($0 + 1) * shape[1]]) }
    }
}
