import Chainrule
import ChainruleData
import Foundation

/// Reads new images as a network takes them.
struct ImageInputs {
    /// The size of the images that the network takes.
    let shape: ImageShape
    /// What becomes of a level, as a share from 0 to 1.
    let preprocessed: (Double) -> Double

    private var inputShape: Shape { [shape.channels, shape.height, shape.width] }

    /// Images of JPEG or PNG files, those of a directory, or those of a NumPy array.
    func read(_ path: String) throws(DataError) -> [TaskInput] {
        if path.lowercased().hasSuffix(".npy") { return try arrayInputs(at: path) }
        if let listing = try? DirectoryListing(path, expected: "images") {
            let images = listing.files.filter(ImageFolder.isImage).sorted()
            if images.isEmpty {
                throw .malformed(source: path, found: "no images", expected: "JPEG or PNG files")
            }
            return try images.map { name throws(DataError) in try input(at: "\(path)/\(name)") }
        }
        return [try input(at: path)]
    }

    private func input(at path: String) throws(DataError) -> TaskInput {
        let image = try DecodedImage(path: path).widened(to: shape.channels)
        let found = ImageShape(channels: image.channels, height: image.height, width: image.width)
        guard found == shape else {
            throw .malformed(
                source: path, found: "an image of \(found)",
                expected: "\(shape), as the model was trained on")
        }
        let levels = (0...255).map { Float(preprocessed(Double($0) / 255)) }
        return TaskInput(name: path, tensor: Tensor(image.pixels.map { levels[Int($0)] }, shape: inputShape))
    }

    private func arrayInputs(at path: String) throws(DataError) -> [TaskInput] {
        let array = try NumPy.read(path)
        let sizes = Array(array.shape)
        let (image, grey) = (Array(inputShape), Array(inputShape.dropFirst()))
        let isOne = sizes == image || (shape.channels == 1 && sizes == grey)
        let areSeveral =
            sizes.dropFirst().elementsEqual(image)
            || (shape.channels == 1 && sizes.dropFirst().elementsEqual(grey))
        guard isOne || areSeveral else {
            throw .malformed(
                source: path, found: "an array of shape \(sizes)",
                expected:
                    "\(image) or [N, \(image.map(String.init).joined(separator: ", "))], as the model was trained on"
            )
        }
        let divisor = array.dtype.isFloatingPoint ? 1.0 : 255.0
        let shares: [Double] = array.scalars()
        let numbers = shares.map { Float(preprocessed($0 / divisor)) }
        let size = inputShape.elementCount
        return (0..<numbers.count / size).map { index in
            TaskInput(
                name: isOne ? path : "\(path)[\(index)]",
                tensor: Tensor(Array(numbers[index * size..<(index + 1) * size]), shape: inputShape))
        }
    }
}
