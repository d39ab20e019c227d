import CVectorKernels

/// Local response normalization, or its gradient, on channels-last arrays.
private final class ResponseNormKernel: Kernel {
    private let norm: cvk_response_norm
    private let isGradient: Bool

    init(_ rule: ResponseNormalization, _ shape: Shape, isGradient: Bool) {
        norm = cvk_response_norm(
            places: Int64(shape.elementCount / shape[1]), channels: Int64(shape[1]), size: Int64(rule.size),
            alpha: Float(rule.alpha), beta: Float(rule.beta), k: Float(rule.k))
        self.isGradient = isGradient
        super.init(
            name: isGradient ? LocalResponseNormGradient.name : LocalResponseNorm.name, detail: "\(rule)")
    }

    override func run(_ pointers: UnsafePointer<UnsafeMutableRawPointer?>) {
        withUnsafePointer(to: norm) { norm in
            if isGradient {
                cvk_response_norm_gradient(
                    norm, pointers.floats(0), pointers.floats(1), pointers.floats(2))
            } else {
                cvk_response_norm_forward(norm, pointers.floats(0), pointers.floats(1))
            }
        }
    }
}

extension LocalResponseNorm: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        lowering.lowerResponseNorm(number, rule, isGradient: false)
    }
}

extension LocalResponseNormGradient: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        lowering.lowerResponseNorm(number, rule, isGradient: true)
    }
}

extension Lowering {
    fileprivate mutating func lowerResponseNorm(
        _ number: Int, _ rule: ResponseNormalization, isGradient: Bool
    ) -> Bool {
        let type = graph.type(number)
        guard type.dtype == .float32, type.shape.elementCount > 0 else { return false }
        let order = type.shape.channelsLastOrder
        let operands = graph.inputs[number].map { dense(view(of: $0), order: order) }
        let kernel = ResponseNormKernel(rule, type.shape, isGradient: isGradient)
        emit(kernel, operands, [newValue(number, order: order)])
        return true
    }
}
