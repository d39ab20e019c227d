import Chainrule

/// The number of spatial axes of a layer's input [N, C, spatial...]: 2 for ``Conv2d``.
public protocol SpatialAxes {
    static var count: Int { get }
}

/// One spatial axis: sequences [N, C, L].
public enum OneAxis: SpatialAxes { public static let count = 1 }

/// Two spatial axes: images [N, C, H, W].
public enum TwoAxes: SpatialAxes { public static let count = 2 }

/// Three spatial axes: volumes [N, C, D, H, W].
public enum ThreeAxes: SpatialAxes { public static let count = 3 }

extension Tensor {
    /// A number per channel, in the shape that broadcasts over [N, C, spatial...].
    func perChannel(rank: Int) -> Tensor {
        reshaped(to: Shape([1, shape[0]] + Array(repeating: 1, count: rank - 2)))
    }
}

/// Sizes as they are spoken of: 3×3.
func product(_ sizes: some Sequence<Int>) -> String { sizes.map(String.init).joined(separator: "×") }
