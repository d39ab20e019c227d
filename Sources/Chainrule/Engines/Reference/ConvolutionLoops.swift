// A convolution and its two gradients are one loop nest, which visits every input row, weight and output row
// that meet, and differ in which of the three they add to.

extension ConvolutionGeometry {
    /// output row += weight · input row.
    func output<T: FloatingScalar>(input: NDArray, weight: NDArray, _ type: T.Type) -> NDArray {
        sums(output, type, planes: outputPlanes, of: input, weight) { plane, sums, input, weight, runs in
            forEachInput(of: plane) { inputPlane, kernel in
                let (x, w) = (input + inputPlane * inputCount, weight + kernel * tapCount)
                for run in runs {
                    addScaled(
                        x + run.input, step: window.inputStep, by: w[run.tap],
                        to: sums + run.output, step: 1, count: run.count)
                }
            }
        }
    }

    /// input row's gradient += weight · output row's gradient.
    func inputGradient<T: FloatingScalar>(
        outputGradient: NDArray, weight: NDArray, _ shape: Shape, _ type: T.Type
    ) -> NDArray {
        sums(shape, type, planes: inputPlanes, of: outputGradient, weight) {
            plane, sums, gradient, weight, runs in
            forEachOutput(of: plane) { outputPlane, kernel in
                let (dy, w) = (gradient + outputPlane * outputCount, weight + kernel * tapCount)
                for run in runs {
                    addScaled(
                        dy + run.output, step: 1, by: w[run.tap],
                        to: sums + run.input, step: window.inputStep, count: run.count)
                }
            }
        }
    }

    /// weight's gradient += input row · output row's gradient.
    func weightGradient<T: FloatingScalar>(
        input: NDArray, outputGradient: NDArray, _ shape: Shape, _ type: T.Type
    ) -> NDArray {
        sums(shape, type, planes: kernels, of: input, outputGradient) { kernel, sums, input, gradient, runs in
            withUnsafeTemporaryAllocation(of: SIMD8<T>.self, capacity: tapCount) { lanes in
                lanes.initialize(repeating: .zero)
                forEachPair(of: kernel) { inputPlane, outputPlane in
                    let (x, dy) = (input + inputPlane * inputCount, gradient + outputPlane * outputCount)
                    for run in runs {
                        addProducts(
                            x + run.input, step: window.inputStep, dy + run.output, count: run.count,
                            to: &lanes[run.tap])
                    }
                }
                for tap in 0..<tapCount { sums[tap] = lanes[tap].sum() }
            }
        }
    }

    private var inputCount: Int { window.inputCount }
    private var outputCount: Int { window.outputCount }
    private var tapCount: Int { window.tapCount }

    /// An array of `shape`, to whose planes `add` adds, reading two others.
    @inline(__always)
    private func sums<T: FloatingScalar>(
        _ shape: Shape, _ type: T.Type, planes: Int, of x: NDArray, _ y: NDArray,
        _ add:
            @Sendable (
                _ plane: Int, _ sums: UnsafeMutablePointer<T>, _ x: UnsafePointer<T>, _ y: UnsafePointer<T>,
                _ runs: [SlidingWindow.Run]
            ) -> Void
    ) -> NDArray {
        let (x, y, runs) = (x.dense(), y.dense(), window.runs())
        let connections = planes == 0 ? 0 : batch * kernels / planes
        let cost = connections * outputCount * tapCount
        return NDArray(shape, parts: planes, costPerPart: cost) { plane, sums in
            x.withElements(T.self) { x in
                y.withElements(T.self) { y in add(plane, sums, x, y, runs) }
            }
        }
    }
}
