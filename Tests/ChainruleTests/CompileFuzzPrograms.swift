import Chainrule

/// A function of tensors and cells that is made up at random; one seed always gives the same function.
struct RandomProgram {
    static let argumentShapes: [Shape] = [[40, 33], [33], [3, 8, 5], []]
    static let cellShapes: [Shape] = [[40, 33], [33, 33], [33, 33], [33], [17]]

    private var stream: RandomStream
    private var noise = RandomStream(seed: 9)
    private let generator: Generator
    /// By how much, relatively, every result is changed at random.
    private let shake: Double
    private var pool: [Tensor] = []

    init(seed: UInt64, shake: Double = 0, drawingFrom generator: Generator) {
        stream = RandomStream(seed: seed)
        self.shake = shake
        self.generator = generator
    }

    /// The results of `count` operations on `arguments` and `cells`, which get new values.
    mutating func run(_ count: Int, _ arguments: [Tensor], _ cells: inout [Tensor]) -> [Tensor] {
        pool = (arguments + cells).map { shaken($0) }
        for _ in 0..<count {
            let result = shaken(flip(4) ? tanh(operation()) : operation())
            pool.append(result)
            if flip(4) { pool.append(shaken(tanh(result))) }
        }
        var outputs = (0..<2 + integer(4)).map { _ in any() }
        if flip(3) { outputs.append(outputs[0]) }
        if flip(3) { outputs.append(cells[integer(cells.count)]) }
        if flip(3) { outputs.append(any() .> 0.1) }
        if flip(3) { outputs.append((any() .< 0.2).cast(to: .int32)) }
        if flip(2) { learn(&cells) }
        for _ in 0..<integer(4) { change(&cells) }
        if flip(3) { outputs.append(cells[integer(cells.count)]) }
        return outputs
    }

    // MARK: - Cells

    private mutating func learn(_ cells: inout [Tensor]) {
        let loss = tanh(any()).mean() + tanh(any()).mean()
        let slopes = gradients(of: loss, withRespectTo: cells, unused: .zeros)
        for (place, slope) in slopes.enumerated() where !flip(4) {
            cells[place] = shaken(cells[place] - slope * 0.3)
        }
    }

    private mutating func change(_ cells: inout [Tensor]) {
        let place = integer(cells.count)
        let old = cells[place]
        switch integer(9) {
        case 0: (cells[1], cells[2]) = (cells[2], cells[1])
        case 1: (cells[1], cells[2]) = (cells[2] * 0.9, sin(cells[1]))
        case 2: cells[1] = cells[1].transposed() * 0.9
        case 3: cells[place] = tanh(old.reversed(axes: [0]) + old)
        case 4: cells[place] = tanh(old * 0.9 + fit(old.shape))
        case 5: cells[place] = fit(old.shape)
        case 6: cells[1] = sin(cells[1] - cells[1][0] + cells[3])
        case 7: cells[2] = cells[1]
        default: cells[place] = old / (1 + abs(old).max())
        }
        cells[place] = shaken(cells[place])
    }

    // MARK: - Operations

    private mutating func operation() -> Tensor {
        switch integer(16) {
        case 0...2: unary(any())
        case 3...5: binary()
        case 6: choice()
        case 7, 8: reduction()
        case 9, 10: moved(any())
        case 11: product()
        case 12: windows()
        case 13: rows()
        case 14: random()
        default: any().reshaped(to: [-1])
        }
    }

    private mutating func unary(_ x: Tensor) -> Tensor {
        switch integer(20) {
        case 0: -x
        case 1: abs(x)
        case 2: sign(x)
        case 3: floor(x)
        case 4: round(x)
        case 5: tanh(x)
        case 6: sigmoid(x)
        case 7: softplus(x)
        case 8: relu(x)
        case 9: erf(x)
        case 10: cos(x)
        case 11: exp(minimum(x, 2))
        case 12: expm1(minimum(x, 2))
        case 13: log(abs(x) + 0.5)
        case 14: log1p(abs(x))
        case 15: sqrt(abs(x) + 0.1)
        case 16: rsqrt(abs(x) + 0.1)
        case 17: reciprocal(abs(x) + 0.3)
        case 18: x * x
        default: pow(sigmoid(x) + 0.1, 0.7)
        }
    }

    private mutating func binary() -> Tensor {
        let x = any()
        let y = partner(of: x)
        return switch integer(9) {
        case 0: x + y
        case 1: x - y
        case 2: x * y
        case 3: x / (abs(y) + 0.5)
        case 4: maximum(x, y)
        case 5: minimum(x, y)
        case 6: pow(sigmoid(x) + 0.2, tanh(y))
        case 7: x * 0.5 + 0.25
        default: 1 - y
        }
    }

    private mutating func choice() -> Tensor {
        let x = any()
        let y = partner(of: x)
        let z = partner(of: x)
        let isLess = x .< y
        let condition =
            switch integer(5) {
            case 0: isLess .& (x .> z)
            case 1: isLess .| (y .<= z)
            case 2: .!isLess
            case 3: sign(x) .== sign(y)
            default: isLess
            }
        return switch integer(4) {
        case 0: condition.cast(to: .float32)
        case 1: condition.cast(to: .int32).cast(to: .float32) + x
        case 2: select(x, where: condition, otherwise: 0)
        default: select(z, where: condition, otherwise: x * 2)
        }
    }

    private mutating func reduction() -> Tensor {
        let x = any()
        let axes = Axes(Array(0..<x.rank).filter { _ in flip(2) })
        let keeps = flip(2)
        return switch integer(6) {
        case 0: x.sum(axes: axes, keepDims: keeps) * 0.1
        case 1: x.mean(axes: axes, keepDims: keeps)
        case 2: x.max(axes: axes, keepDims: keeps)
        case 3: x.min(axes: axes, keepDims: keeps)
        case 4: x - x.mean(axes: axes, keepDims: true)
        default: x.logSumExp(axes: axes, keepDims: keeps)
        }
    }

    private mutating func moved(_ x: Tensor) -> Tensor {
        guard x.rank > 0 else { return x.broadcast(to: [3, 4]) }
        let axis = integer(x.rank)
        switch integer(7) {
        case 0: return x.permuted(stream.permutation(of: x.rank))
        case 1:
            if x.shape[0] < 2 { return x }
            return flip(2) ? x[1...] : x[stride(from: 0, to: x.shape[0], by: 2)]
        case 2: return x.reversed(axes: [axis])
        case 3:
            let widths = x.shape.map { _ in (before: integer(2), after: integer(3)) }
            return limited(x.padded(widths, with: flip(2) ? 0 : 0.5))
        case 4: return limited(concatenate([x, partner(of: x).broadcast(to: x.shape), x * 0.5], axis: axis))
        case 5: return limited(stack([x, x + 1], axis: axis))
        default:
            return limited(x.expandingDimension(at: axis).broadcast(to: Shape(inserting(2, in: x, axis))))
        }
    }

    private mutating func product() -> Tensor {
        let (m, k, n) = (1 + integer(9), 1 + integer(20), 1 + integer(17))
        let isBatched = flip(4)
        let batch = isBatched ? [2] : []
        var x = flip(2) ? fit(Shape(batch + [m, k])) : fit(Shape([k, m])).transposed()
        if isBatched && x.rank == 2 { x = stack([x, x * 0.5]) }
        let y = flip(2) ? fit([k, n]) : fit([n, k]).transposed()
        var z = matmul(x, isBatched ? stack([y, y]) : y) * (flip(2) ? 1 : 0.2)
        if flip(2) { z = z + fit([n]) }
        return activated(flip(4) ? z.permuted(Array(0..<z.rank - 2) + [z.rank - 1, z.rank - 2]) : z)
    }

    private mutating func windows() -> Tensor {
        let channels = 2 * (1 + integer(2))
        if flip(4) {
            let images = fit([2, channels, 11])
            let z = convolution(images, fit([3, channels, 3]), stride: PerAxis(1 + integer(2)), padding: 1)
            return activated(flip(2) ? z : z + fit([3, 1]))
        }
        let images = fit([2, channels, 6, 7])
        switch integer(5) {
        case 0: return maxPool(images, kernel: 2)
        case 1: return averagePool(images, kernel: 3, stride: 2, padding: 1)
        case 2: return localResponseNorm(images, size: 3)
        default:
            let groups = flip(3) ? 2 : 1
            let weight = fit([4, channels / groups, 3, 3])
            let z = convolution(
                images, weight, stride: PerAxis(1 + integer(2)), padding: PerAxis(integer(2)), groups: groups)
            return activated(flip(2) ? z * 0.3 : z + fit([4]).reshaped(to: [1, 4, 1, 1]))
        }
    }

    private mutating func rows() -> Tensor {
        let (height, width) = (2 + integer(6), 1 + integer(9))
        let table = fit([height, width])
        let indices = Tensor((0..<7).map { _ in integer(height) }, dtype: .int32)
        switch integer(6) {
        case 0: return table.gather(indices)
        case 1: return table.transposed().gather(indices, axis: 1)
        case 2: return Tensor.zeros([height, width]).scatterAdd(fit([7, width]), at: indices)
        case 3: return table.scatterAdd(fit([7, width]), at: indices)
        case 4: return crossEntropies(fit([7, height]), indices)
        default: return table.argmax(axis: flip(2) ? 0 : 1).cast(to: .float32)
        }
    }

    private mutating func random() -> Tensor {
        let x = any()
        let numbers = Tensor.uniform(x.shape, from: generator)
        return flip(2) ? numbers : select(x * 2, where: numbers .>= 0.5, otherwise: 0)
    }

    // MARK: - Operands

    private mutating func any() -> Tensor {
        pool[flip(3) ? integer(pool.count) : pool.count - 1 - integer(Swift.min(8, pool.count))]
    }

    private mutating func activated(_ x: Tensor) -> Tensor {
        switch integer(4) {
        case 0: relu(x)
        case 1: tanh(x)
        case 2: sigmoid(x)
        default: x
        }
    }

    /// Something that is broadcast with `x` to the shape of `x`.
    private mutating func partner(of x: Tensor) -> Tensor {
        switch integer(4) {
        case 0: return Tensor(stream.uniform(-1, 1))
        case 1: return fit(Shape(x.shape.map { flip(2) ? $0 : 1 }))
        case 2: return fit(Shape(x.shape.suffix(1)))
        default: return fit(x.shape)
        }
    }

    /// A tensor that is there, made to fit.
    private mutating func fit(_ shape: Shape) -> Tensor {
        let same = pool.filter { $0.shape == shape }
        if !same.isEmpty && !flip(4) { return same[integer(same.count)] }
        let x = any()
        let count = shape.elementCount
        let row = x.reshaped(to: [-1])
        if row.shape[0] >= count { return row[0..<count].reshaped(to: shape) }
        let copies = (count + row.shape[0] - 1) / row.shape[0]
        let repeated = row.expandingDimension(at: 0).broadcast(to: [copies, row.shape[0]])
        return repeated.reshaped(to: [-1])[0..<count].reshaped(to: shape)
    }

    private func inserting(_ size: Int, in x: Tensor, _ axis: Int) -> [Int] {
        var sizes = Array(x.shape)
        sizes.insert(size, at: axis)
        return sizes
    }

    /// Keeps tensors from growing from one operation to the next.
    private func limited(_ x: Tensor) -> Tensor {
        if x.shape.elementCount > 4000 { return x.reshaped(to: [-1])[0..<1200].reshaped(to: [40, 30]) }
        return x.rank <= 6 ? x : x.reshaped(to: [-1])
    }

    private mutating func shaken(_ x: Tensor) -> Tensor {
        shake == 0 ? x : x * (1 + shake * noise.uniform(-1, 1))
    }

    private mutating func integer(_ bound: Int) -> Int { stream.integer(below: bound) }

    /// True once in `chance` times.
    private mutating func flip(_ chance: Int) -> Bool { integer(chance) == 0 }
}
