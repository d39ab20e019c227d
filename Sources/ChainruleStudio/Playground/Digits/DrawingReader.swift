import Chainrule
import ChainruleData
import ChainruleNN

/// A trained network that recognizes drawn characters, and shows what its layers see.
package final class DrawingReader: Sendable {
    /// The names of the classes.
    package let classNames: [String]
    /// Rows and columns of its images.
    package let side: Int
    /// Where it comes from, in a sentence.
    package let note: String
    private let layers: [Layer]
    /// What becomes of the levels 0 to 255.
    private let inputs: [Float]
    /// From images to the scores and the outputs of the layers.
    private let look: Compiled<[Tensor], Tensor>

    private struct Layer {
        let title: String
        let shape: [Int]
    }

    /// What a network makes of an image.
    package struct Reading: Encodable {
        /// Of each class.
        package let probabilities: [Double]
        package let layers: [Picture]
    }

    /// The output of a layer.
    package struct Picture: Encodable {
        let title: String
        /// [maps, rows, columns] or [units].
        package let shape: [Int]
        package let values: PackedFloats
    }

    /// - Parameters:
    ///   - model: takes images `[N, 1, side, side]` and returns scores `[N, classes]`.
    ///   - classNames: the names of the classes.
    ///   - side: rows and columns of its images.
    ///   - inputs: what becomes of the levels 0 to 255 before the model gets them.
    ///   - note: where the network comes from, in a sentence.
    /// - Precondition: the model accepts such images.
    package init(
        _ model: some Module & ChainruleNN.Layer, classNames: [String], side: Int, inputs: [Float],
        note: String
    ) {
        (self.classNames, self.side, self.inputs, self.note) = (classNames, side, inputs, note)
        let empty = Tensor.zeros([1, 1, side, side])
        layers = evaluating { layerOutputs(of: model) { model(empty) } }.layers.map { one in
            Layer(title: "\(one.name): \(one.layer)", shape: Array(one.output.shape.dropFirst()))
        }
        look = compile { (image: Tensor) -> [Tensor] in
            evaluating {
                let (scores, layers) = layerOutputs(of: model) { model(image) }
                return [softmax(scores)] + layers.map(\.output)
            }
        }
    }

    /// What the network makes of an image.
    ///
    /// - Parameter levels: 0 for no ink to 255, row by row.
    package func reading(of levels: [UInt8]) -> Reading {
        let results = look(Tensor(levels.map { inputs[Int($0)] }, shape: [1, 1, side, side]))
        return Reading(
            probabilities: results[0].scalars(),
            layers: zip(layers, results.dropFirst()).map { layer, output in
                Picture(title: layer.title, shape: layer.shape, values: PackedFloats(output.scalars()))
            })
    }
}
