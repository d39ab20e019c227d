import Chainrule
import ChainruleData

/// Draws the outlines of boxes into images.
enum BoxDrawing {
    /// Color images `[N, 3, H, W]` with levels from 0 to 1, and in each the outlines of its boxes, in the colors of their classes.
    ///
    /// - Parameters:
    ///   - images: which.
    ///   - objects: those of every image, with boxes in pixels.
    static func outlined(_ images: Tensor, _ objects: [[LabeledBox]]) -> Tensor {
        let (height, width) = (images.shape[2], images.shape[3])
        var levels = images.scalars(as: Float.self)
        for (index, objects) in objects.enumerated() {
            for object in objects {
                let color = ClassMapDrawing.color(of: object.label + 1)
                func pixel(_ edge: Float, _ size: Int) -> Int { Int(min(max(edge, 0), Float(size - 1))) }
                let (left, right) = (pixel(object.box.left, width), pixel(object.box.right - 1, width))
                let (top, bottom) = (pixel(object.box.top, height), pixel(object.box.bottom - 1, height))
                if left > right || top > bottom { continue }
                let horizontal = (left...right).flatMap { [(top, $0), (bottom, $0)] }
                let vertical = (top...bottom).flatMap { [($0, left), ($0, right)] }
                for (row, column) in horizontal + vertical {
                    for channel in 0..<3 {
                        levels[((index * 3 + channel) * height + row) * width + column] = color[channel]
                    }
                }
            }
        }
        return Tensor(levels, shape: images.shape)
    }

    /// A color image `[3, H, W]`, the outlines of boxes in it, and above each, or below its upper edge where there is no room,
    /// the name of its class.
    static func labeled(_ image: Tensor, _ objects: [LabeledBox], classNames: [String]) -> Tensor {
        let outlined = outlined(image.expandingDimension(at: 0), [objects])[0]
        var picture = PixelText(outlined)
        for object in objects {
            let (left, top) = (Int(max(0, object.box.left)), Int(max(0, object.box.top)))
            let room = PixelText.lineHeight
            picture.write(
                classNames[object.label], left: left, top: top >= room ? top - room : top + 2,
                color: ClassMapDrawing.color(of: object.label + 1))
        }
        return picture.image
    }
}
