import Chainrule
import ChainruleData
import ChainruleNN

extension SavedRun {
    /// The layer whose outputs are taken for features where none is named: the one that the recipe names, such as an
    /// autoencoder's code, else the last hidden layer, before the last one with parameters.
    public var featureLayer: String {
        if let layer = recipe.featureLayer { return layer }
        let rows = task.summary(of: model).rows
        guard let last = rows.lastIndex(where: { $0.parameterCount > 0 }), last > 0 else { return "" }
        return rows[last - 1].name
    }

    /// The outputs of a layer, flattened, for each sample: `[N, features]`.
    ///
    /// - Parameters:
    ///   - samples: at least one, as ``LoadedData`` has them for the run's task.
    ///   - layer: the dotted name of the layer; by default ``featureLayer``.
    ///   - count: how many samples, from the first on; all by default.
    /// - Throws: `DataError` if the model does not apply such a layer, or a sample cannot be read.
    public func features(
        of samples: any SampleSet, layer: String? = nil, first count: Int? = nil
    ) throws(DataError) -> Tensor {
        let layer = try checkedLayer(layer)
        let model = model
        let outputs = compile { (inputs: Tensor) in
            evaluating { capture(model, layer) { model(inputs) }.outputs(layer).last!.flattened(from: 1) }
        }
        return try samples.outputs(first: count, batchSize: 500) { outputs($0) }
    }

    /// The outputs of a layer, flattened, for each new example: `[N, features]`.
    ///
    /// - Parameters:
    ///   - inputs: at least one.
    ///   - layer: the dotted name of the layer; by default ``featureLayer``.
    /// - Throws: `DataError` if the model does not apply such a layer.
    public func features(of inputs: [TaskInput], layer: String? = nil) throws(DataError) -> Tensor {
        let samples = Samples(inputs: task.batch(of: inputs), targets: .zeros([inputs.count]))
        return try features(of: samples, layer: layer)
    }

    /// The outputs of a layer for the examples at each of the paths, such as the codes of an autoencoder, as values with
    /// names like `encoder[0]`.
    ///
    /// - Throws: `DataError` if examples cannot be read, or the model does not apply such a layer.
    public func outputs(of layer: String, for paths: [String]) throws(DataError) -> [Prediction] {
        var inputs: [TaskInput] = []
        for path in paths { inputs += try task.inputs(at: path) }
        let features = try features(of: inputs, layer: layer)
        return Prediction.numbers(
            (0..<features.shape[1]).map { "\(layer)[\($0)]" }, features, of: inputs)
    }

    private func checkedLayer(_ name: String?) throws(DataError) -> String {
        let name = name ?? featureLayer
        let names = model.layerNames()
        guard names.contains(name) else {
            throw .malformed(
                source: source, found: "no layer '\(name)'",
                expected: "one of \(names.filter { !$0.isEmpty }.joined(separator: ", "))")
        }
        let model = model
        let example = Tensor.zeros(Shape([1] + Array(task.inputShape)), dtype: task.inputDType)
        guard !evaluating({ capture(model, name) { model(example) } }).outputs(name).isEmpty else {
            throw .malformed(
                source: source, found: "the layer '\(name)', which only training applies",
                expected: "another layer")
        }
        return name
    }
}
