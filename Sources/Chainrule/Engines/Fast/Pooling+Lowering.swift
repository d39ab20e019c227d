import CVectorKernels

/// A pooling or the gradient of one.
private final class PoolingKernel: Kernel {
    private let geometry: UnsafeMutablePointer<cvk_pooling>
    private let work: (UnsafePointer<cvk_pooling>, UnsafePointer<UnsafeMutableRawPointer?>) -> Void

    init(
        _ name: String, _ detail: String, _ geometry: cvk_pooling,
        _ work: @escaping (UnsafePointer<cvk_pooling>, UnsafePointer<UnsafeMutableRawPointer?>) -> Void
    ) {
        self.geometry = .allocate(capacity: 1)
        self.geometry.initialize(to: geometry)
        self.work = work
        super.init(name: name, detail: detail)
    }

    deinit { geometry.deallocate() }

    override func run(_ pointers: UnsafePointer<UnsafeMutableRawPointer?>) { work(geometry, pointers) }
}

extension MaxPool: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        guard let (input, output) = lowering.poolingViews(number, window) else { return false }
        let threads = Int32(lowering.threads)
        let geometry = cvk_pooling(window, input: input, output: output)
        let kernel = PoolingKernel(name, attributes, geometry) { geometry, pointers in
            cvk_max_pool(geometry, pointers.floats(0), pointers.floats(1), threads)
        }
        lowering.emit(kernel, [input], [output])
        return true
    }
}

extension MaxPoolGradient: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        let graph = lowering.graph
        guard graph.type(number).isPoolable, window.kernel.count <= 2 else { return false }
        // The gradient lies like the input, and the upstream gradient had better do so too.
        let input = lowering.gapless(lowering.view(of: graph.inputs[number][1]))
        let upstream = lowering.dense(lowering.view(of: graph.inputs[number][0]), order: input.order)
        let result = lowering.newValue(number, order: input.order)
        let threads = Int32(lowering.threads)
        let geometry = cvk_pooling(window, input: input, output: upstream)
        let kernel = PoolingKernel(name, attributes, geometry) { geometry, pointers in
            cvk_max_pool_gradient(
                geometry, pointers.floats(0), pointers.floats(1), pointers.floats(2), threads)
        }
        lowering.emit(kernel, [upstream, input], [result])
        return true
    }
}

extension AveragePool: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        guard let (input, output) = lowering.poolingViews(number, window) else { return false }
        let threads = Int32(lowering.threads)
        let counts: Int32 = countsPadding ? 1 : 0
        let geometry = cvk_pooling(window, input: input, output: output)
        let kernel = PoolingKernel(name, attributes, geometry) { geometry, pointers in
            cvk_average_pool(geometry, counts, pointers.floats(0), pointers.floats(1), threads)
        }
        lowering.emit(kernel, [input], [output])
        return true
    }
}

extension AveragePoolGradient: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        let graph = lowering.graph
        guard graph.type(number).isPoolable, window.kernel.count <= 2 else { return false }
        let upstream = lowering.gapless(lowering.view(of: graph.inputs[number][0]))
        let result = lowering.newValue(number, order: upstream.order)
        let threads = Int32(lowering.threads)
        let counts: Int32 = countsPadding ? 1 : 0
        let geometry = cvk_pooling(window, input: result, output: upstream)
        let kernel = PoolingKernel(name, attributes, geometry) { geometry, pointers in
            cvk_average_pool_gradient(geometry, counts, pointers.floats(0), pointers.floats(1), threads)
        }
        lowering.emit(kernel, [upstream], [result])
        return true
    }
}

extension Lowering {
    /// Where a pooling finds its input and puts its output: in the same order of axes.
    fileprivate mutating func poolingViews(
        _ number: Int, _ window: PoolingWindow
    ) -> (input: ArrayView, output: ArrayView)? {
        guard graph.type(number).isPoolable, window.kernel.count <= 2 else { return nil }
        let input = gapless(view(of: graph.inputs[number][0]))
        return (input, newValue(number, order: input.order))
    }

    /// A value without gaps or repetitions, in whatever order its axes lie.
    fileprivate mutating func gapless(_ view: ArrayView) -> ArrayView {
        let order = view.order
        return view.isDense(inOrder: order) ? view : copy(view)
    }
}

extension TensorType {
    fileprivate var isPoolable: Bool { dtype == .float32 && shape.elementCount > 0 }
}

extension cvk_pooling {
    /// A window over one spatial axis is one of height 1.
    fileprivate init(_ window: PoolingWindow, input: ArrayView, output: ArrayView) {
        func pair(_ sizes: [Int], _ missing: Int) -> (Int64, Int64) {
            sizes.count == 1 ? (Int64(missing), Int64(sizes[0])) : (Int64(sizes[0]), Int64(sizes[1]))
        }
        self.init()
        batch = Int64(input.shape[0])
        channels = Int64(input.shape[1])
        (input_height, input_width) = pair(Array(input.shape.dropFirst(2)), 1)
        (output_height, output_width) = pair(Array(output.shape.dropFirst(2)), 1)
        (kernel_height, kernel_width) = pair(window.kernel, 1)
        (stride_height, stride_width) = pair(window.steps.stride, 1)
        (padding_height, padding_width) = pair(window.steps.padding, 0)
        (dilation_height, dilation_width) = pair(window.steps.dilation, 1)
        self.input = cvk_image_strides(input)
        self.output = cvk_image_strides(output)
    }
}

extension cvk_image_strides {
    fileprivate init(_ view: ArrayView) {
        let strides = view.strides.map(Int64.init)
        self.init(
            n: strides[0], c: strides[1], h: strides.count == 3 ? 0 : strides[2],
            w: strides[strides.count - 1])
    }
}

extension UnsafePointer<UnsafeMutableRawPointer?> {
    /// The floats of an operand or result.
    func floats(_ number: Int) -> UnsafeMutablePointer<Float> {
        self[number]!.assumingMemoryBound(to: Float.self)
    }

    /// The integers of an operand or result.
    func integers(_ number: Int) -> UnsafeMutablePointer<Int32> {
        self[number]!.assumingMemoryBound(to: Int32.self)
    }
}
