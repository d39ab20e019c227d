import CVectorKernels

/// A pooling or the gradient of one.
private final class PoolingKernel: Kernel {
    private let geometry: UnsafeMutablePointer<cvk_pooling>
    private let work: (UnsafePointer<cvk_pooling>, UnsafePointer<UnsafeMutableRawPointer?>) -> Void

    init(
        _ name: String, _ stage: PoolingStage,
        _ work: @escaping (UnsafePointer<cvk_pooling>, UnsafePointer<UnsafeMutableRawPointer?>) -> Void
    ) {
        geometry = .allocate(capacity: 1)
        geometry.initialize(to: cvk_pooling(stage.window, input: stage.input, output: stage.output))
        self.work = work
        super.init(name: name, detail: "\(stage.window)")
    }

    deinit { geometry.deallocate() }

    override func run(_ pointers: UnsafePointer<UnsafeMutableRawPointer?>) { work(geometry, pointers) }
}

extension MaxPool: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        guard let (input, output) = lowering.poolingViews(number, window) else { return false }
        for stage in lowering.poolingStages(window, input: input, output: output) {
            lowering.emitMaxPool(stage)
        }
        return true
    }
}

extension MaxPoolGradient: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        // The gradient lies like the input, and the upstream gradient had better do so too.
        guard let (input, result) = lowering.poolingViews(number, window, operand: 1) else { return false }
        let upstream = lowering.view(of: lowering.graph.inputs[number][0])
        let output = lowering.dense(upstream, order: lowering.poolingOrder(result, window))
        let stages = lowering.poolingStages(window, input: input, output: output)
        let gradients = lowering.poolingStages(window, input: result, output: output)
        for stage in stages.dropLast() { lowering.emitMaxPool(stage) }
        for (stage, gradient) in zip(stages, gradients).reversed() {
            let kernel = PoolingKernel(name, stage) { geometry, pointers in
                cvk_max_pool_gradient(
                    geometry, pointers.floats(0), pointers.floats(1), pointers.floats(2))
            }
            lowering.emit(kernel, [gradient.output, stage.input], [gradient.input])
        }
        return true
    }
}

extension MaxPoolSelect: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        guard let (input, output) = lowering.poolingViews(number, window, operand: 1) else { return false }
        let operand = lowering.view(of: lowering.graph.inputs[number][0])
        let values = lowering.dense(operand, order: lowering.poolingOrder(input, window))
        let stages = lowering.poolingStages(window, input: input, output: output)
        let selections = lowering.poolingStages(window, input: values, output: output)
        for (number, (stage, selection)) in zip(stages, selections).enumerated() {
            let kernel = PoolingKernel(name, stage) { geometry, pointers in
                cvk_max_pool_select(
                    geometry, pointers.floats(0), pointers.floats(1), pointers.floats(2))
            }
            lowering.emit(kernel, [selection.input, stage.input], [selection.output])
            if number < stages.count - 1 { lowering.emitMaxPool(stage) }
        }
        return true
    }
}

extension AveragePool: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        guard let (input, output) = lowering.poolingViews(number, window) else { return false }
        let stages = lowering.poolingStages(window, input: input, output: output)
        for (stage, divisor) in zip(stages, divisor.ofStages(stages.count)) {
            let kernel = PoolingKernel(name, stage) { geometry, pointers in
                cvk_average_pool(geometry, divisor, pointers.floats(0), pointers.floats(1))
            }
            lowering.emit(kernel, [stage.input], [stage.output])
        }
        return true
    }
}

extension AveragePoolGradient: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        guard let (upstream, result) = lowering.poolingViews(number, window) else { return false }
        let stages = lowering.poolingStages(window, input: result, output: upstream)
        for (stage, divisor) in zip(stages, divisor.ofStages(stages.count)).reversed() {
            let kernel = PoolingKernel(name, stage) { geometry, pointers in
                cvk_average_pool_gradient(geometry, divisor, pointers.floats(0), pointers.floats(1))
            }
            lowering.emit(kernel, [stage.output], [stage.input])
        }
        return true
    }
}

extension PoolingDivisor {
    /// What each stage of a pooling divides by, as the kernels take it: a number counts once, after the last stage.
    fileprivate func ofStages(_ count: Int) -> [Int64] {
        switch self {
        case .places: Array(repeating: Int64(CVK_DIVIDE_BY_PLACES), count: count)
        case .elements: Array(repeating: Int64(CVK_DIVIDE_BY_ELEMENTS), count: count)
        case .number(let number): Array(repeating: 1, count: count - 1) + [Int64(number)]
        }
    }
}

extension Lowering {
    fileprivate mutating func emitMaxPool(_ stage: PoolingStage) {
        let kernel = PoolingKernel(MaxPool.name, stage) { geometry, pointers in
            cvk_max_pool(geometry, pointers.floats(0), pointers.floats(1))
        }
        emit(kernel, [stage.input], [stage.output])
    }

    /// Where a pooling or its gradient finds an operand and puts its result: without gaps or repetitions, in the same
    /// order of axes.
    fileprivate mutating func poolingViews(
        _ number: Int, _ window: PoolingWindow, operand: Int = 0
    ) -> (operand: ArrayView, result: ArrayView)? {
        let type = graph.type(number)
        guard type.dtype == .float32, type.shape.elementCount > 0 else { return nil }
        let operand = view(of: graph.inputs[number][operand])
        let order = poolingOrder(operand, window)
        return (dense(operand, order: order), newValue(number, order: order))
    }

    /// The order of axes in which a pooling reads and writes arrays that lie like `view`.
    fileprivate func poolingOrder(_ view: ArrayView, _ window: PoolingWindow) -> [Int] {
        let rowMajor = Array(view.shape.indices)
        if window.kernel.count < 3 { return view.isDense(inOrder: view.order) ? view.order : rowMajor }
        let channelsLast = view.shape.channelsLastOrder
        return !view.isRowMajor && view.isDense(inOrder: channelsLast) ? channelsLast : rowMajor
    }
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
