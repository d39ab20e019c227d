import Foundation

/// A shear, a rotation, a scale and a shift about the middle of an image, as in torchvision's `affine`.
package struct AffineTransform: Sendable {
    /// In degrees; positive angles turn clockwise.
    package var angle = 0.0
    /// In pixels, to the right and down.
    package var translation = (x: 0.0, y: 0.0)
    package var scale = 1.0
    /// In degrees, along the rows and along the columns.
    package var shear = (x: 0.0, y: 0.0)

    package init() {}
}

extension ImageBuffer {
    /// Moves every pixel, and interpolates bilinearly where pixels come from between others.
    package mutating func transform(by affine: AffineTransform, fill: Float = 0) {
        let degree = Double.pi / 180
        let (angle, shearX, shearY) = (
            affine.angle * degree, affine.shear.x * degree, affine.shear.y * degree
        )
        // The inverse: where a pixel comes from.
        let a = cos(angle - shearY) / cos(shearY)
        let b = -a * tan(shearX) - sin(angle)
        let c = sin(angle - shearY) / cos(shearY)
        let d = -c * tan(shearX) + cos(angle)
        let (right, down) = (Double(width - 1) / 2, Double(height - 1) / 2)
        let (xx, xy) = (d / affine.scale, -b / affine.scale)
        let (yx, yy) = (-c / affine.scale, a / affine.scale)
        let startX = right - xx * (right + affine.translation.x) - xy * (down + affine.translation.y)
        let startY = down - yx * (right + affine.translation.x) - yy * (down + affine.translation.y)
        let (x0, y0) = (Float(startX), Float(startY))
        let (xOfColumn, xOfRow) = (Float(xx), Float(xy))
        let (yOfColumn, yOfRow) = (Float(yx), Float(yy))
        resample(fill: fill) { row, column in
            (
                y0 + yOfColumn * Float(column) + yOfRow * Float(row),
                x0 + xOfColumn * Float(column) + xOfRow * Float(row)
            )
        }
    }
}
