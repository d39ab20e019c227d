import Chainrule
import ChainruleData
import ChainruleInterop
import ChainruleNN

/// Pictures of what the layers of a model of images respond to.
public struct FilterPictures {
    private let model: any Layer
    private let inputShape: Shape
    private let summary: ModelSummary
    private let source: String

    /// - Throws: `DataError` if the run's examples are not images.
    public init(_ run: SavedRun) throws(DataError) {
        let inputShape = run.task.inputShape
        guard inputShape.rank == 3, [1, 3].contains(inputShape[0]) else {
            throw .malformed(
                source: run.source, found: "a model of \(run.recipe.task.name)", expected: "a model of images"
            )
        }
        self.init(of: run.model, inputShape: run.task.inputShape, source: run.source)
    }

    private init(of model: any Layer, inputShape: Shape, source: String) {
        (self.model, self.inputShape, self.source) = (model, inputShape, source)
        summary = ChainruleNN.summary(model, inputShape: inputShape)
    }

    /// The filters of the first layer that has some, at most 64; nil if a model is none of images.
    package static func ofFirstLayer(of model: any Layer, for task: any LearningTask) -> Picture? {
        guard task.inputShape.rank == 3, [1, 3].contains(task.inputShape[0]) else { return nil }
        let drawing = FilterPictures(of: model, inputShape: task.inputShape, source: "")
        for layer in drawing.layers {
            guard let filters = drawing.filters(of: layer) else { continue }
            return drawing.filterPicture(filters[0..<min(64, filters.shape[0])], of: layer)
        }
        return nil
    }

    /// The names of the layers that pictures can be made of: those with parameters whose units are the channels of maps or
    /// single numbers.
    public var layers: [String] {
        summary.rows.filter { $0.parameterCount > 0 && [1, 3].contains($0.outputShape.rank) }.map(\.name)
    }

    /// All pictures of a layer.
    ///
    /// - Parameters:
    ///   - layer: the name of one of ``layers``.
    ///   - units: which units strong responses are shown of; by default the first 32.
    ///   - image: whose feature maps are shown, preprocessed, with its name.
    ///   - samples: the examples from which the strongest responses are chosen, 2000 at most.
    ///   - maximization: how inputs are found that excite units; nil for none.
    /// - Throws: `DataError` if there is no such layer or unit, or the examples cannot be read.
    public func pictures(
        of layer: String, units: [Int]? = nil, image: TaskInput, _ samples: any SampleSet,
        _ maximization: ActivationMaximization? = ActivationMaximization()
    ) throws(DataError) -> [Picture] {
        let row = try row(of: layer)
        let units = try checked(units, of: row)
        var pictures: [Picture] = []
        if let filters = filters(of: layer) { pictures.append(filterPicture(filters, of: layer)) }
        if row.outputShape.rank == 3 {
            let maps = output(of: layer, for: image.tensor.expandingDimension(at: 0))[0]
                .expandingDimension(at: 1)
            let scale = max(1, 48 / maps.shape[2])
            pictures.append(picture(maps, scale: scale, layer, "maps", "feature maps of \(image.name)"))
        }
        pictures.append(try strongest(layer, units, samples))
        if let maximization { pictures.append(exciting(layer, units, maximization)) }
        return pictures
    }

    private func row(of layer: String) throws(DataError) -> ModelSummary.Row {
        if layers.contains(layer), let row = summary.rows.first(where: { $0.name == layer }) { return row }
        throw .malformed(
            source: source, found: "no layer '\(layer)' with filters",
            expected: "one of \(layers.joined(separator: ", "))")
    }

    private func checked(_ units: [Int]?, of row: ModelSummary.Row) throws(DataError) -> [Int] {
        let count = row.outputShape[0]
        guard let units else { return Array(0..<min(32, count)) }
        guard let stranger = units.first(where: { !(0..<count).contains($0) }) else { return units }
        throw .malformed(
            source: source, found: "no unit \(stranger) in layer '\(row.name)'",
            expected: "units from 0 to \(count - 1)")
    }

    /// For each unit the eight examples with the largest response, a row each.
    private func strongest(
        _ layer: String, _ units: [Int], _ samples: any SampleSet
    ) throws(DataError) -> Picture {
        let count = min(samples.count, 2000)
        var responses: [[Float]] = []
        for batch in MiniBatches(count: count, batchSize: 100, shuffled: false) {
            let output = output(of: layer, for: try samples.batch(batch).inputs)
            let largest = output.rank > 2 ? output.max(axes: Axes(Array(2..<output.rank))) : output
            responses += largest.rows
        }
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

    /// An image for each unit, found by gradient ascent.
    private func exciting(
        _ layer: String, _ units: [Int], _ maximization: ActivationMaximization
    ) -> Picture {
        let images = maximization.inputs(
            exciting: units, of: layer, in: model, inputShape: inputShape, from: Generator(seed: 0))
        return picture(
            images, scale: max(1, 56 / inputShape[2]), layer, "exciting",
            "images that excite each of \(units.count) units most, by gradient ascent")
    }

    private func output(of layer: String, for inputs: Tensor) -> Tensor {
        let model = model
        return evaluating { capture(model, layer) { model(inputs) }[layer] }
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

    /// The filters of a layer as images, if they are some.
    private func filters(of layer: String) -> Tensor? { imageWeight(of: layer) ?? kernels(of: layer) }

    private func filterPicture(_ filters: Tensor, of layer: String) -> Picture {
        picture(
            filters, scale: filters.shape[2] > 12 ? 2 : 6, layer, "filters", "\(filters.shape[0]) filters")
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
