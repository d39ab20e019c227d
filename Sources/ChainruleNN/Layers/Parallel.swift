import Chainrule

/// Applies several layers to one input and joins their outputs along an axis, the channels by default.
///
/// A branch of several layers is a ``Sequential``. The outputs may differ in the size of that axis alone.
///
/// ```swift
/// let inception = Parallel {
///     Conv2d(192, 64, kernel: 1)
///     Sequential {
///         Conv2d(192, 96, kernel: 1)
///         ReLU()
///         Conv2d(96, 128, kernel: 3, padding: 1)
///     }
/// }
/// inception(Tensor.ones([1, 192, 28, 28])).shape  // [1, 192, 28, 28]: 64 + 128 channels
/// ```
///
/// Source: Szegedy and others, "Going deeper with convolutions", CVPR 2015.
public struct Parallel: Layer {
    public let branches: [any Layer]
    public let axis: Int
    private let names: [String]

    /// - Parameters:
    ///   - axis: the axis along which the outputs are joined.
    ///   - branches: the layers, each of which gets the input.
    /// - Precondition: there is a branch, and no two have one name.
    public init(axis: Int = 1, @LayerBuilder _ branches: () -> [NamedLayer]) {
        let branches = branches()
        require(!branches.isEmpty, "Parallel: needs a branch")
        self.branches = branches.map(\.layer)
        self.axis = axis
        names = branches.names(in: "Parallel")
    }

    public func forward(_ input: Tensor) -> Tensor { concatenate(branches.map { $0(input) }, axis: axis) }

    public var members: [(name: String, value: Any)] { zip(names, branches).map { ($0, $1) } }
}
