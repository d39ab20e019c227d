import Chainrule

/// Data-dependent initialization: weights and biases are changed, one layer after the other, so that every unit's output
/// for a batch has mean 0 and variance 1.
///
/// ```swift
/// initializeFromData(model, images)
/// ```
///
/// The weights that the model has, usually random ones, keep their directions: unit i's are divided by the standard
/// deviation σᵢ of its output, and its bias becomes (bᵢ − μᵢ) / σᵢ. Of a unit whose output is constant only the bias
/// changes; without a bias, outputs are only scaled. Layers other than ``Linear`` and ``Conv`` stay as they are.
///
/// Source: Salimans and Kingma, "Weight normalization", 2016; Krähenbühl, Doersch, Donahue and Darrell, "Data-dependent
/// initializations of convolutional neural networks", 2016.
///
/// - Parameters:
///   - model: the model.
///   - batch: an input like those it will be trained on.
/// - Precondition: the model accepts the batch.
public func initializeFromData(_ model: some Layer, _ batch: Tensor) {
    for layer in weightedLayers(of: model, batch) {
        let output = output(of: layer, in: model, batch)
        let unitAxis = layer is Linear ? output.rank - 1 : 1
        let axes = Axes((0..<output.rank).filter { $0 != unitAxis })
        let mean = output.mean(axes: axes)
        let deviation = deviation(of: output, axes: axes)
        let scale = select(1 / deviation, where: deviation .> 0, otherwise: 1)
        let weight = layer.weight
        let perUnit = Shape(
            [scale.shape.elementCount] + Array(repeating: 1, count: weight.type.shape.rank - 1))
        weight.value = weight.value * scale.reshaped(to: perUnit)
        if let bias = layer.bias { bias.value = (bias.value - mean) * scale }
    }
}

/// A layer that multiplies by a weight, whose first axis are the units of the output, and adds a bias to each unit.
protocol UnitLayer: WeightedLayer {
    var bias: Parameter? { get }
}

extension Linear: UnitLayer {}
extension Conv: UnitLayer {}

/// The layers with a weight in the order in which a model applies them, each once.
func weightedLayers(of model: some Layer, _ batch: Tensor) -> [any UnitLayer] {
    var seen: Set<ObjectIdentifier> = []
    return LayerCalls.inTraining(model, batch).calls.compactMap { $0.layer as? any UnitLayer }.filter {
        seen.insert(ObjectIdentifier($0.weight)).inserted
    }
}

/// The output of a layer where a model first applies it.
func output(of layer: some UnitLayer, in model: some Layer, _ batch: Tensor) -> Tensor {
    LayerCalls.inTraining(model, batch).calls.first {
        ($0.layer as? any UnitLayer)?.weight === layer.weight
    }!.output
}

/// The standard deviation of an output over `axes`; 0 where it is constant but for rounding, by which equal rows of a
/// product may differ.
func deviation(of output: Tensor, axes: Axes = .all) -> Tensor {
    let distance = output - output.mean(axes: axes, keepDims: true)
    let deviation = sqrt((distance * distance).mean(axes: axes))
    let rounding = 16 * output.dtype.ulpOfOne * abs(output).max(axes: axes)
    return select(deviation, where: deviation .> rounding, otherwise: 0)
}
