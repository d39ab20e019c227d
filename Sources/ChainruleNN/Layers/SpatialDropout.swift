import Chainrule

/// Drops whole channels of [N, C, L].
public typealias Dropout1d = SpatialDropout<OneAxis>
/// Drops whole channels, or feature maps, of [N, C, H, W].
public typealias Dropout2d = SpatialDropout<TwoAxes>
/// Drops whole channels of [N, C, D, H, W].
public typealias Dropout3d = SpatialDropout<ThreeAxes>

/// Sets random channels of every example to zero in training mode and scales the others by 1 / (1 − probability).
///
/// Neighboring elements of a channel are alike, so ``Dropout`` of single elements takes little away. The input is
/// [N, C, spatial...]; in evaluation (see ``evaluating(_:)``) it is returned unchanged.
///
/// Source: Tompson, Goroshin, Jain, LeCun and Bregler, "Efficient object localization using convolutional networks", CVPR
/// 2015.
public struct SpatialDropout<Spatial: SpatialAxes>: Layer, CustomStringConvertible {
    public let probability: Double
    private let dropping: Dropping

    /// - Parameters:
    ///   - probability: how likely a channel is dropped, from 0 to below 1.
    ///   - generator: the random generator; `Generator.current` at the time of each call by default.
    public init(_ probability: Double = 0.5, from generator: Generator? = nil) {
        self.probability = probability
        dropping = Dropping(probability, generator, for: "Dropout\(Spatial.count)d(\(probability))")
    }

    public func forward(_ input: Tensor) -> Tensor {
        requireInput(input, Spatial.self)
        let pattern = Array(input.shape.prefix(2)) + Array(repeating: 1, count: Spatial.count)
        return dropping(input, Shape(pattern), for: "\(self)")
    }

    public var members: [(name: String, value: Any)] { dropping.members }

    /// As in `Dropout2d(0.5)`.
    public var description: String { "Dropout\(Spatial.count)d(\(probability))" }
}
