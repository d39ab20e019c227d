import Chainrule

/// Images of objects, with the class of every pixel and the box of every object, in memory.
public struct LabeledScenes: Sendable, Equatable {
    /// The images. Their labels say nothing: a scene as a whole has no class.
    public let images: LabeledImages
    /// The class of every pixel, count × height × width, row by row: 0 for the background, 1 for the first of
    /// ``classNames``.
    public let masks: [UInt8]
    /// The objects of every image, with their boxes in pixels and class numbers from 0.
    public let objects: [[LabeledBox]]
    /// The names of the objects' classes.
    public let classNames: [String]

    /// The number of scenes.
    public var count: Int { objects.count }

    /// For scenes that this module draws, and for parts of them.
    init(images: LabeledImages, masks: [UInt8], objects: [[LabeledBox]], classNames: [String]) {
        (self.images, self.masks, self.objects, self.classNames) = (images, masks, objects, classNames)
    }

    /// The classes of the pixels of a scene, row by row.
    public func mask(at index: Int) -> ArraySlice<UInt8> {
        require(objects.indices.contains(index), "no scene \(index) among \(count)")
        return masks[index * images.pixelsPerImage..<(index + 1) * images.pixelsPerImage]
    }

    /// The scenes at `indices`, in that order.
    public func subset(_ indices: some Collection<Int>) -> LabeledScenes {
        LabeledScenes(
            images: images.subset(indices), masks: indices.flatMap { mask(at: $0) },
            objects: indices.map { objects[$0] }, classNames: classNames)
    }
}
