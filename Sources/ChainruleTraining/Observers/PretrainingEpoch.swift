/// An epoch of pretraining, which some recipes do layer by layer before the first step.
public struct PretrainingEpoch: Sendable, Equatable {
    /// The layer that was trained, counted from 1, and the number of layers.
    public let layer, layers: Int
    /// The sizes of the layer, as in `784-1000`.
    public let sizes: String
    /// The epoch of this layer, counted from 1, and the number of its epochs.
    public let epoch, epochs: Int
    /// The squared error of what the layer reconstructs of its inputs, summed over an example and averaged over all.
    public let error: Double

    public init(layer: Int, layers: Int, _ sizes: String, epoch: Int, epochs: Int, error: Double) {
        (self.layer, self.layers, self.sizes) = (layer, layers, sizes)
        (self.epoch, self.epochs, self.error) = (epoch, epochs, error)
    }
}
