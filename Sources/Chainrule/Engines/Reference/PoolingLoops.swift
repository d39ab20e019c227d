// What the poolings do to every plane of their operands. `input` is the shape of the pooled tensor.

extension PoolingWindow {
    /// The place within its plane of the largest element under each window, as int32.
    func winners(_ x: NDArray) -> NDArray {
        switch x.dtype {
        case .float32: winners(x, Float.self)
        case .float64: winners(x, Double.self)
        case let dtype: fatalError("a pooling has no rule for \(dtype)")
        }
    }

    private func winners<T: NumericScalar>(_ x: NDArray, _ type: T.Type) -> NDArray {
        let (x, window, none) = (x.dense(), over(x.shape), Int32(-1))
        let runs = window.runs()
        return planes(output(of: x.shape), x.shape) { (plane, winners: UnsafeMutablePointer<Int32>) in
            winners.update(repeating: none, count: window.outputCount)
            x.withElements(T.self) { x in
                let x = x + plane * window.inputCount
                for run in runs {
                    for i in 0..<run.count {
                        let place = run.input + i * window.inputStep
                        let best = winners[run.output + i]
                        if best == none || beats(x[place], x[Int(best)]) {
                            winners[run.output + i] = Int32(place)
                        }
                    }
                }
            }
        }
    }

    /// The elements of `values` at the winners' places.
    func selected<T: FloatingScalar>(_ values: NDArray, _ winners: NDArray, _ type: T.Type) -> NDArray {
        let (values, window) = (values.dense(), over(values.shape))
        return planes(winners.shape, values.shape) { (plane, result: UnsafeMutablePointer<T>) in
            values.withElements(T.self) { values in
                winners.withElements(Int32.self) { winners in
                    let values = values + plane * window.inputCount
                    let winners = winners + plane * window.outputCount
                    for i in 0..<window.outputCount { result[i] = values[Int(winners[i])] }
                }
            }
        }
    }

    /// Zeros, with `values` added at the winners' places.
    func scattered<T: FloatingScalar>(
        _ values: NDArray, _ winners: NDArray, input: Shape, _ type: T.Type
    ) -> NDArray {
        let (values, window) = (values.dense(), over(input))
        return planes(input, input) { (plane, result: UnsafeMutablePointer<T>) in
            values.withElements(T.self) { values in
                winners.withElements(Int32.self) { winners in
                    let values = values + plane * window.outputCount
                    let winners = winners + plane * window.outputCount
                    for i in 0..<window.outputCount { result[Int(winners[i])] += values[i] }
                }
            }
        }
    }

    /// The sum of the elements under each window, divided.
    func averages<T: FloatingScalar>(_ x: NDArray, divisor: PoolingDivisor, _ type: T.Type) -> NDArray {
        let (x, window) = (x.dense(), over(x.shape))
        let (runs, divisors) = (window.runs(), self.divisors(input: x.shape, divisor, T.self))
        return planes(output(of: x.shape), x.shape) { (plane, result: UnsafeMutablePointer<T>) in
            x.withElements(T.self) { x in
                let x = x + plane * window.inputCount
                for run in runs {
                    addScaled(
                        x + run.input, step: window.inputStep, by: 1, to: result + run.output, step: 1,
                        count: run.count)
                }
            }
            for i in 0..<window.outputCount { result[i] /= divisors[i] }
        }
    }

    /// Each element of `values`, divided and added to all elements under its window.
    func spread<T: FloatingScalar>(
        _ values: NDArray, input: Shape, divisor: PoolingDivisor, _ type: T.Type
    ) -> NDArray {
        let (values, window) = (values.dense(), over(input))
        let (runs, divisors) = (window.runs(), self.divisors(input: input, divisor, T.self))
        return planes(input, input) { (plane, result: UnsafeMutablePointer<T>) in
            let shares = values.withElements(T.self) { values in
                divisors.indices.map { values[plane * window.outputCount + $0] / divisors[$0] }
            }
            shares.withUnsafeBufferPointer { shares in
                for run in runs {
                    addScaled(
                        shares.baseAddress! + run.output, step: 1, by: 1, to: result + run.input,
                        step: window.inputStep, count: run.count)
                }
            }
        }
    }

    /// What the sum under each window of a plane is divided by.
    private func divisors<T: FloatingScalar>(
        input: Shape, _ divisor: PoolingDivisor, _ type: T.Type
    ) -> [T] {
        let window = over(input)
        if case .number(let number) = divisor {
            return Array(repeating: T(number), count: window.outputCount)
        }
        return window.axes.reduce([1]) { counts, axis in
            counts.flatMap { count in
                (0..<axis.outputSize).map {
                    count * T(axis.elementCount(under: $0, countsPadding: divisor == .places))
                }
            }
        }
    }

    /// An array of `shape`, whose planes `fill` writes in parallel.
    @inline(__always)
    private func planes<T: Scalar>(
        _ shape: Shape, _ input: Shape, fill: @Sendable (Int, UnsafeMutablePointer<T>) -> Void
    ) -> NDArray {
        let window = over(input)
        let cost = window.outputCount * window.tapCount
        return NDArray(shape, parts: input[0] * input[1], costPerPart: cost, fill: fill)
    }
}

/// NaN beats numbers; what comes first beats its equals.
@inline(__always)
private func beats<T: NumericScalar>(_ candidate: T, _ leader: T) -> Bool {
    candidate > leader || (candidate.isNaN && !leader.isNaN)
}
