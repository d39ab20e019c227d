import COneDNN

// Activations lie channels-last: oneDNN's kernels for it are as fast as those for its blocked layouts, need no
// padded channels, and every other kernel can read it by steps. Weights lie as oneDNN wants them, which is
// known only to it; they are brought there and gradients back at the edges.

extension Convolution: EpiloguePrimitive {
    package func biasAxis(_ shape: Shape) -> Int { 1 }
}

extension Convolution: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        let graph = lowering.graph
        let inputs = graph.inputs[number]
        guard graph.type(number).isComputable, graph.type(inputs[0]).isComputable else { return false }
        let input = lowering.channelsLast(lowering.view(of: inputs[0]))
        let weight = lowering.dense(lowering.view(of: inputs[1]))
        let bias = epilogue.bias.map { lowering.vector($0, alongAxis: 1) }
        let (type, order) = (graph.type(number), graph.type(number).shape.channelsLastOrder)
        let (hasBias, accumulates) = (bias != nil, epilogue.residual != nil)
        let kernel = settings.kernel(
            .output, name, detail: epilogue.description, input: input.shape, weight: weight.shape,
            output: type.shape, hasBias: hasBias, accumulates: accumulates,
            lowering.settings,
            oneDNN: { settings in
                withUnsafePointers([cdn_array(input), cdn_array(weight), cdn_array(type, order)]) { arrays in
                    cdn_convolution_forward(settings, arrays, arrays + 1, hasBias, arrays + 2, accumulates)
                }
            },
            winograd: { cdn_winograd_forward($0, hasBias, accumulates) })
        guard let kernel else { return false }
        let output = lowering.newValue(epilogue.result, order: order)
        let operands = [input, lowering.arranged(weight, for: kernel)] + (bias.map { [$0] } ?? [])
        lowering.place(epilogue.residual, in: output)
        lowering.emit(kernel, operands, [output])
        return true
    }
}

extension ConvolutionInputGradient: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        let graph = lowering.graph
        let inputs = graph.inputs[number]
        guard graph.type(number).isComputable, graph.type(inputs[0]).isComputable else { return false }
        let upstream = lowering.channelsLast(lowering.view(of: inputs[0]))
        let weight = lowering.dense(lowering.view(of: inputs[1]))
        let (type, order) = (graph.type(number), graph.type(number).shape.channelsLastOrder)
        let kernel = settings.kernel(
            .inputGradient, name, input: type.shape, weight: weight.shape, output: upstream.shape,
            lowering.settings,
            oneDNN: { settings in
                withUnsafePointers([cdn_array(upstream), cdn_array(weight), cdn_array(type, order)]) {
                    cdn_convolution_input_gradient(settings, $0, $0 + 1, $0 + 2)
                }
            },
            winograd: { cdn_winograd_input_gradient($0) })
        guard let kernel else { return false }
        let result = lowering.newValue(number, order: order)
        lowering.emit(kernel, [upstream, lowering.arranged(weight, for: kernel)], [result])
        return true
    }
}

extension ConvolutionWeightGradient: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        let graph = lowering.graph
        let inputs = graph.inputs[number]
        guard graph.type(number).isComputable, inputs.allSatisfy({ graph.type($0).isComputable }) else {
            return false
        }
        let input = lowering.channelsLast(lowering.view(of: inputs[0]))
        let upstream = lowering.channelsLast(lowering.view(of: inputs[1]))
        let type = graph.type(number)
        let kernel = settings.kernel(
            .weightGradient, name, input: input.shape, weight: type.shape, output: upstream.shape,
            lowering.settings,
            oneDNN: { settings in
                withUnsafePointers([
                    cdn_array(input), cdn_array(upstream), cdn_array(type, Array(type.shape.indices)),
                ]) { cdn_convolution_weight_gradient(settings, $0, $0 + 1, $0 + 2) }
            },
            winograd: { cdn_winograd_weight_gradient($0) })
        guard let kernel else { return false }
        let result = lowering.newValue(number)
        if let kernel = kernel as? OneDNNKernel, let arranged = lowering.arrangedWeight(of: kernel) {
            lowering.emit(kernel, [input, upstream], [arranged])
            lowering.emit(kernel.reorder(result, backwards: true), [arranged], [result])
        } else {
            lowering.emit(kernel, [input, upstream], [result])
        }
        return true
    }
}

extension ConvolutionSettings {
    /// Winograd's kernel or direct loops where they are faster, else oneDNN's; nil if there is none.
    fileprivate func kernel(
        _ part: ConvolutionPart, _ name: String, detail: String = "", input: Shape, weight: Shape,
        output: Shape, hasBias: Bool = false, accumulates: Bool = false,
        _ settings: PlanSettings,
        oneDNN: (UnsafePointer<cdn_convolution>) -> OpaquePointer?,
        winograd: (UnsafePointer<cdn_winograd_shape>) -> OpaquePointer?
    ) -> Kernel? {
        // Two per tap of every output.
        let operationCount = 2 * output.elementCount * weight.dropFirst().reduce(1, *)
        if settings.usesWinograd,
            let shape = winogradShape(part, input: input, weight: weight, output: output),
            let operation = withUnsafePointer(to: shape, winograd)
        {
            return WinogradKernel(
                operation, shape, name: name, detail: detail, operationCount: operationCount)
        }
        if let shape = directShape(part, input: input, weight: weight, output: output) {
            return DirectConvolutionKernel(
                shape, part, name: name, hasBias: hasBias, accumulates: accumulates, detail: detail,
                operationCount: operationCount)
        }
        return withDescription(isProduct: isProduct(weight: weight, output: output), oneDNN).map {
            OneDNNKernel($0, name: name, detail: detail, operationCount: operationCount)
        }
    }
}

extension Lowering {
    fileprivate mutating func channelsLast(_ view: ArrayView) -> ArrayView {
        dense(view, order: view.shape.channelsLastOrder)
    }

    /// A weight as the kernel wants it.
    fileprivate mutating func arranged(_ weight: ArrayView, for kernel: Kernel) -> ArrayView {
        guard let kernel = kernel as? OneDNNKernel, let arranged = arrangedWeight(of: kernel) else {
            return weight
        }
        emit(kernel.reorder(weight, backwards: false), [weight], [arranged])
        return arranged
    }

    /// A place for a weight in the layout that the kernel has chosen; nil if it takes it as it is.
    fileprivate mutating func arrangedWeight(of kernel: OneDNNKernel) -> ArrayView? {
        let bytes = cdn_opaque_weight_bytes(kernel.operation)
        return bytes == 0 ? nil : opaque(byteCount: bytes)
    }
}

extension OneDNNKernel {
    /// Brings a weight to or from the layout that this kernel uses.
    fileprivate func reorder(_ weight: ArrayView, backwards: Bool) -> OneDNNKernel {
        let reorder = withUnsafePointer(to: cdn_array(weight)) {
            cdn_weight_reorder(operation, $0, backwards)
        }
        guard let reorder else { fatalError("\(name): oneDNN cannot reorder the weight \(weight.type)") }
        return OneDNNKernel(reorder, name: "reorder", detail: "weight \(weight.shape)")
    }
}

extension TensorType {
    fileprivate var isComputable: Bool { dtype == .float32 && shape.elementCount > 0 }
}

extension Shape {
    /// The axes of images [N, C, spatial...] with the channels innermost.
    var channelsLastOrder: [Int] { [0] + Array(2..<rank) + [1] }
}

extension ConvolutionSettings {
    /// Whether a convolution is best computed as a product of its weight with a matrix of what kernels see of the images: there
    /// are so few places in the output that the weight is larger than that, and bringing it into the layout of a kernel for
    /// convolutions would take longer.
    func isProduct(weight: Shape, output: Shape) -> Bool {
        weight.rank == 4 && groups == 1 && output[0] * output[2] * output[3] <= weight[0]
    }

    fileprivate func withDescription<Result>(
        isProduct: Bool, _ body: (UnsafePointer<cdn_convolution>) -> Result
    ) -> Result {
        var description = cdn_convolution()
        description.spatial_rank = Int32(steps.stride.count)
        description.groups = Int64(groups)
        description.is_product = isProduct
        func set<Tuple>(_ tuple: inout Tuple, _ values: [Int]) {
            withUnsafeMutableBytes(of: &tuple) { bytes in
                _ = bytes.bindMemory(to: Int64.self).update(fromContentsOf: values.map(Int64.init))
            }
        }
        set(&description.strides, steps.stride)
        set(&description.padding, steps.padding)
        set(&description.dilation, steps.dilation)
        return withUnsafePointer(to: description) { body($0) }
    }
}
