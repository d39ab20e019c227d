import Chainrule

extension InitialValues {
    /// Bilinear interpolation, for a transposed convolution that enlarges maps: each channel starts as the enlarged one of
    /// its number.
    ///
    /// Along each axis, tap i of k has the weight 1 − |i − c| / f with f = ⌈k/2⌉ and c = (2f − 1 − (k mod 2)) / 2, the center
    /// of the kernel; a kernel has the products of its axes' weights. A kernel of 2s with stride s and padding s/2 makes maps
    /// s times as large; their edges become darker, since zeros lie beyond them.
    ///
    /// ```swift
    /// let twice = ConvTranspose2d(21, 21, kernel: 4, stride: 2, padding: 1, bias: false, weights: .bilinear)
    /// ```
    ///
    /// Source: Long, Shelhamer and Darrell, "Fully convolutional networks for semantic segmentation", CVPR 2015; the
    /// `bilinear` filler of Caffe.
    public static let bilinear = InitialValues { shape, dtype, _ in
        require(
            shape.rank > 2, "bilinear: \(shape) is no weight [inputs, outputs, kernel...] of a convolution")
        let kernel = shape.dropFirst(2).reduce([1.0]) { products, size in
            products.flatMap { product in triangle(size).map { product * $0 } }
        }
        var values = [Double](repeating: 0, count: shape.elementCount)
        for channel in 0..<min(shape[0], shape[1]) {
            let start = (channel * shape[1] + channel) * kernel.count
            values.replaceSubrange(start..<start + kernel.count, with: kernel)
        }
        return Tensor(values, shape: shape).cast(to: dtype)
    }

    private static func triangle(_ size: Int) -> [Double] {
        let factor = Double((size + 1) / 2)
        let center = Double(size - 1) / 2
        return (0..<size).map { 1 - abs(Double($0) - center) / factor }
    }
}
