/// A pooling of images, or one of the two that a pooling of volumes consists of.
///
/// Volumes are pooled plane by plane and then along the depth: the largest of the largest, of which the first is the
/// first of all, or the mean of the means, whose numbers of elements are products. That reads fewer elements than all
/// taps of a volume at once.
struct PoolingStage {
    let window: PoolingWindow
    /// What the window slides over.
    let input: ArrayView
    /// One element for every window.
    let output: ArrayView
}

extension Lowering {
    /// What a pooling of `input` into `output` consists of, first to last.
    ///
    /// Both lie in the same order; that of volumes is row-major or has the channels innermost.
    mutating func poolingStages(
        _ window: PoolingWindow, input: ArrayView, output: ArrayView
    ) -> [PoolingStage] {
        if window.kernel.count < 3 { return [PoolingStage(window: window, input: input, output: output)] }
        let isRowMajor = input.isRowMajor && output.isRowMajor
        let sizes = input.shape.prefix(3) + output.shape.suffix(2)
        let type = TensorType(Shape(Array(sizes)), input.type.dtype)
        let middle = temporary(type, order: isRowMajor ? nil : type.shape.channelsLastOrder)
        return [
            PoolingStage(
                window: window.ofPlanes, input: input.planes(isRowMajor), output: middle.planes(isRowMajor)),
            PoolingStage(
                window: window.ofDepths, input: middle.depths(isRowMajor), output: output.depths(isRowMajor)),
        ]
    }
}

extension PoolingWindow {
    fileprivate var ofPlanes: PoolingWindow {
        func last(_ numbers: [Int]) -> [Int] { Array(numbers.dropFirst()) }
        return PoolingWindow(
            last(kernel), last(steps.stride), last(steps.padding), last(steps.dilation), ceilMode: ceilMode)
    }

    fileprivate var ofDepths: PoolingWindow {
        PoolingWindow(
            [kernel[0], 1], [steps.stride[0], 1], [steps.padding[0], 0], [steps.dilation[0], 1],
            ceilMode: ceilMode)
    }
}

extension ArrayView {
    /// A dense array [N, C, D, H, W] as the images of all its planes.
    fileprivate func planes(_ isRowMajor: Bool) -> ArrayView {
        let (n, c, d) = (shape[0], shape[1], shape[2])
        let images = isRowMajor ? [n, c * d] : [n * d, c]
        return reordered(Shape(images + Array(shape.suffix(2))), isRowMajor)
    }

    /// A dense array [N, C, D, H, W] as images whose rows are whole planes.
    fileprivate func depths(_ isRowMajor: Bool) -> ArrayView {
        reordered(Shape(Array(shape.prefix(3)) + [shape[3] * shape[4]]), isRowMajor)
    }

    private func reordered(_ images: Shape, _ isRowMajor: Bool) -> ArrayView {
        let order = isRowMajor ? Array(images.indices) : images.channelsLastOrder
        return viewed(images, strides: images.strides(inOrder: order), offset: 0)
    }
}
