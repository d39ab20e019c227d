import Chainrule
import ChainruleData
import Foundation

extension ImageClassification {
    /// Images of JPEG or PNG files, those of a directory, or those of a NumPy array.
    ///
    /// An array is [height, width], [channels, height, width] or [N, channels, height, width], or [N, height, width] for
    /// grey images; integers are levels from 0 to 255, other numbers shares from 0 to 1.
    public func inputs(at path: String) throws(DataError) -> [TaskInput] {
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
        let image = try DecodedImage(path: path).widened(to: imageShape.channels)
        let found = ImageShape(channels: image.channels, height: image.height, width: image.width)
        guard found == imageShape else {
            throw .malformed(
                source: path, found: "an image of \(found)",
                expected: "\(imageShape), as the model was trained on")
        }
        let levels = standardization.levels
        return TaskInput(name: path, tensor: Tensor(image.pixels.map { levels[Int($0)] }, shape: inputShape))
    }

    private func arrayInputs(at path: String) throws(DataError) -> [TaskInput] {
        let array = try NumPy.read(path)
        let sizes = Array(array.shape)
        let (image, grey) = (Array(inputShape), Array(inputShape.dropFirst()))
        let isOne = sizes == image || (imageShape.channels == 1 && sizes == grey)
        let areSeveral =
            sizes.dropFirst().elementsEqual(image)
            || (imageShape.channels == 1 && sizes.dropFirst().elementsEqual(grey))
        guard isOne || areSeveral else {
            throw .malformed(
                source: path, found: "an array of shape \(sizes)",
                expected:
                    "\(image) or [N, \(image.map(String.init).joined(separator: ", "))], as the model was trained on"
            )
        }
        let divisor = array.dtype.isFloatingPoint ? 1.0 : 255.0
        let shares: [Double] = array.scalars()
        let numbers = shares.map { Float(standardization.scaling.apply(to: $0 / divisor)) }
        let size = inputShape.elementCount
        return (0..<numbers.count / size).map { index in
            TaskInput(
                name: isOne ? path : "\(path)[\(index)]",
                tensor: Tensor(Array(numbers[index * size..<(index + 1) * size]), shape: inputShape))
        }
    }
}
