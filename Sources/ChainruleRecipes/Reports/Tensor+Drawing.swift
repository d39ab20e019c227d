import Chainrule
import ChainruleInterop

/// What drawings are made of color images `[3, height, width]` with.
extension Tensor {
    /// The image with every pixel repeated along both axes.
    func enlarged(by scale: Int) -> Tensor {
        ImageSheet(images: expandingDimension(at: 0), columns: 1, scale: scale, range: 0...1).picture
    }

    /// The mean of the image and `colors`, where these are not black.
    func tinted(by colors: Tensor) -> Tensor {
        select((self + colors) / 2, where: colors.max(axes: 0, keepDims: true) .> 0, otherwise: self)
    }

    /// The images of a batch.
    func unstacked() -> [Tensor] { (0..<shape[0]).map { self[$0] } }
}
