import Chainrule

/// A window, the spatial axes it slides over and how it does.
private struct RandomWindow {
    private(set) var sizes: [Int] = []
    private(set) var kernel: [Int] = []
    private(set) var stride: [Int] = []
    private(set) var padding: [Int] = []
    private(set) var dilation: [Int] = []

    /// - Parameter mostPadding: how many places before and after an axis there may be for a kernel.
    init(dilates: Bool, mostPadding: (_ kernel: Int) -> Int, from stream: inout RandomStream) {
        let axisCount = 1 + stream.integer(below: 3)
        for _ in 0..<axisCount {
            let taps = 1 + stream.integer(below: axisCount == 3 ? 3 : 5)
            let spread = dilates && stream.coin() ? 1 + stream.integer(below: 3) : 1
            let around = stream.integer(below: mostPadding(taps) + 1)
            let least = max(1, spread * (taps - 1) + 1 - 2 * around)
            kernel.append(taps)
            dilation.append(spread)
            padding.append(around)
            stride.append(1 + stream.integer(below: 4))
            sizes.append(least + stream.integer(below: [40, 16, 6][axisCount - 1]))
        }
    }
}

// MARK: - Convolution

extension RandomSamples {
    mutating func convolution() -> PrimitiveSample { convolutions().forward }
    mutating func convolutionInputGradient() -> PrimitiveSample { convolutions().inputGradient }
    mutating func convolutionWeightGradient() -> PrimitiveSample { convolutions().weightGradient }

    /// A convolution and its gradients.
    private mutating func convolutions() -> (
        forward: PrimitiveSample, inputGradient: PrimitiveSample, weightGradient: PrimitiveSample
    ) {
        let window = RandomWindow(dilates: true, mostPadding: { _ in 3 }, from: &stream)
        let groups = one(of: [1, 1, 2, 3])
        let settings = ConvolutionSettings(
            steps: WindowSteps(stride: window.stride, padding: window.padding, dilation: window.dilation),
            groups: groups)
        let inputs = one(of: [1, 2, 3, 5, 8, 16])
        let input = Shape([stream.integer(below: 4), groups * inputs] + window.sizes)
        let weight = Shape([groups * one(of: [1, 2, 3, 7, 8, 17]), inputs] + window.kernel)
        let forward = PrimitiveSample(Convolution(settings: settings), .real(input), .real(weight))
        let output = PrimitiveSample.Operand.real(forward.result)
        return (
            forward,
            PrimitiveSample(
                ConvolutionInputGradient(settings: settings, input: input), output, .real(weight)),
            PrimitiveSample(
                ConvolutionWeightGradient(settings: settings, weight: weight), .real(input), output)
        )
    }
}

// MARK: - Pooling

extension RandomSamples {
    mutating func maxPool() -> PrimitiveSample {
        while true {
            let (window, shape) = poolingShapes(dilates: true)
            let rule = PoolingWindow(
                window.kernel, window.stride, window.padding, window.dilation, ceilMode: stream.coin())
            let pool = PrimitiveSample(MaxPool(window: rule), .real(shape))
            // A dilated window may have padding alone under its taps.
            if pool.resultType != nil { return pool }
        }
    }

    mutating func maxPoolGradient() -> PrimitiveSample { maxPool().gradient }

    /// The gradient of the gradient.
    mutating func maxPoolSelect() -> PrimitiveSample {
        let pool = maxPool()
        let x = pool.operands[0]
        let upstream = Tensor.zeros(pool.result, dtype: .float64)
        return PrimitiveSample(x, x) { operands in
            let gradient = gradients(
                of: .apply(pool.primitive, operands[1]), withRespectTo: operands[1], upstream: upstream)
            return gradients(of: gradient, withRespectTo: upstream, upstream: operands[0])
        }
    }

    mutating func averagePool() -> PrimitiveSample {
        let (window, shape) = poolingShapes(dilates: false)
        let (counts, rounds) = (stream.coin(), stream.coin())
        let divisor = stream.coin() ? nil : 1 + stream.integer(below: 9)
        return PrimitiveSample(.real(shape)) { operands in
            Chainrule.averagePool(
                operands[0], kernel: PerAxis(window.kernel), stride: PerAxis(window.stride),
                padding: PerAxis(window.padding), ceilMode: rounds, countIncludesPadding: counts,
                divisor: divisor)
        }
    }

    mutating func averagePoolGradient() -> PrimitiveSample { averagePool().linearGradient }

    private mutating func poolingShapes(dilates: Bool) -> (RandomWindow, Shape) {
        let window = RandomWindow(dilates: dilates, mostPadding: { $0 - 1 }, from: &stream)
        return (window, Shape([stream.integer(below: 4), one(of: [1, 2, 3, 8, 17])] + window.sizes))
    }
}
