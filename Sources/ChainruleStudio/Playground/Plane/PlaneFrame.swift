/// What the page of two-dimensional data shows.
package struct PlaneFrame: Encodable {
    /// A quantity of training and validation; nil where there is none.
    struct Pair: Encodable {
        let training: Double?
        let validation: Double?
    }

    package struct Points: Encodable {
        let x: PackedFloats
        let y: PackedFloats
        package let targets: PackedFloats

        init(_ points: PlanePoints) {
            x = PackedFloats(points.x.map { Float($0) })
            y = PackedFloats(points.y.map { Float($0) })
            targets = PackedFloats(points.targets.map { Float($0) })
        }
    }

    /// Weights `[outputs, inputs]` row by row, and biases, of values or gradients.
    struct Layer: Encodable {
        let weights: PackedFloats
        let biases: PackedFloats
        /// Those of the last step; nil before the first.
        let weightGradients: PackedFloats?
        let biasGradients: PackedFloats?
    }

    package let step: Int
    let epoch: Int
    let task: PlaneSettings.Task
    let loss: Pair
    let accuracy: Pair
    let curves: ThinnedCurve
    package let training: Points
    package let validation: Points
    /// The output over the plane, from −1 to 1: twice the probability of the second class minus 1, or the number.
    let output: PackedBytes
    /// The side of the pictures of units, in points.
    let side: Int
    /// The inputs, then the units of the hidden layers.
    let units: [[PackedBytes]]
    /// For each layer.
    let layers: [Layer]
    /// Nil without a hidden layer.
    package let bent: BentPlane?
    /// The points of a file, which become settings of the page.
    let imported: ImportedPoints?
}
