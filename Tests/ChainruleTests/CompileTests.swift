import Chainrule
import TestSupport
import Testing

@Suite struct CompileTests {
    @Test func aCompiledFunctionComputesWhatTheFunctionDoes() {
        let function = { (x: Tensor, y: Tensor) in tanh(matmul(x, y) + 1) * x.sum(axes: 1, keepDims: true) }
        let compiled = compile(function)
        withRandomSeed(1) {
            for size in [2, 5, 2, 33] {
                let x = Tensor.uniform([size, 7], in: -1..<1)
                let y = Tensor.uniform([7, 3], in: -1..<1)
                expectClose(compiled(x, y), function(x, y), tolerance: 1e-5)
            }
        }
    }

    @Test func variablesAreReadAndAssigned() {
        let count = Variable(Tensor(0))
        let total = Variable(Tensor([0, 0]))
        let step = compile { (x: Tensor) in
            assign([(count, count.value + 1), (total, total.value + x)])
            return total.value / count.value
        }
        #expect(step(Tensor([2, 4])).scalars() == [2, 4] as [Float])
        #expect(step(Tensor([4, 8])).scalars() == [3, 6] as [Float])
        #expect(count.value.item() == 2)
        total.value = Tensor([0, 0])
        #expect(step(Tensor([3, 3])).scalars() == [1, 1] as [Float])
    }

    @Test func aValueTakenFromAVariableStaysWhatItWas() {
        let weight = Variable(Tensor([1, 2, 3]))
        let step = compile {
            assign([(weight, weight.value * 2)])
            return weight.value.sum()
        }
        let before = weight.value
        let derived = before + 1
        #expect(step().item() == 12)
        #expect(before.scalars() == [1, 2, 3] as [Float])
        #expect(derived.scalars() == [2, 3, 4] as [Float])
        #expect(weight.value.scalars() == [2, 4, 6] as [Float])
    }

    @Test func aResultThatIsKeptStaysWhatItWas() {
        let twice = compile { (x: Tensor) in x * 2 }
        let first = twice(Tensor([1, 2]))
        let second = twice(Tensor([3, 4]))
        #expect(first.scalars() == [2, 4] as [Float])
        #expect(second.scalars() == [6, 8] as [Float])
    }

    @Test func variablesMayExchangeTheirValues() {
        let a = Variable(Tensor([1, 2]))
        let b = Variable(Tensor([3, 4]))
        let exchange = compile { () -> Tensor in
            assign([(a, b.value), (b, a.value)])
            return a.value
        }
        #expect(exchange().scalars() == [3, 4] as [Float])
        #expect(a.value.scalars() == [3, 4] as [Float])
        #expect(b.value.scalars() == [1, 2] as [Float])
        let mix = compile { () -> [Tensor] in
            assign([(a, b.value * 2), (b, a.value * 3)])
            return []
        }
        _ = mix()
        #expect(a.value.scalars() == [2, 4] as [Float])
        #expect(b.value.scalars() == [9, 12] as [Float])
    }

    @Test func anOldValueCanBeReturnedBesideTheNewOne() {
        let a = Variable(Tensor([1, 2]))
        let step = compile { () -> [Tensor] in
            let old = a.value
            assign([(a, old + 1)])
            return [old, a.value]
        }
        let values = step()
        #expect(values[0].scalars() == [1, 2] as [Float])
        #expect(values[1].scalars() == [2, 3] as [Float])
        #expect(a.value.scalars() == [2, 3] as [Float])
    }

    @Test func randomNumbersAreDrawnAnewAtEveryCallAndAsOutsideOfIt() {
        let generator = Generator(seed: 7)
        let twin = Generator(seed: 7)
        let draw = compile { () -> [Tensor] in
            [.uniform([5], from: generator), .uniform([2, 3], from: generator)]
        }
        for _ in 0..<3 {
            let drawn = draw()
            #expect(drawn[0].scalars() == Tensor.uniform([5], from: twin).scalars() as [Float])
            #expect(drawn[1].scalars() == Tensor.uniform([2, 3], from: twin).scalars() as [Float])
        }
    }

    @Test(.optimizedBuildsOnly) func readingAValueInsideIsAnErrorThatSaysSo() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let function = compile { (x: Tensor) in x * (x.sum().item() > 0 ? 1 : 2) }
            _ = function(Tensor([1, 2]))
        }
        let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(message.contains("a value was read inside compile { }"))
    }

    @Test func tasksMayCallOneFunctionAtTheSameTime() async {
        let square = compile { (x: Tensor) in matmul(x, x.transposed()) }
        await withTaskGroup(of: Bool.self) { group in
            for number in 1...8 {
                group.addTask {
                    let x = Tensor.full([16, 16], Double(number))
                    return (0..<50).allSatisfy { _ in
                        square(x).scalars(as: Float.self).allSatisfy { $0 == Float(16 * number * number) }
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }

    @Test func gradientsAreComputedInside() {
        let weight = Variable(Tensor([[0.5, -1], [2, 0.25]]))
        let step = compile { (x: Tensor) in
            let loss = tanh(matmul(x, weight.value)).sum()
            let gradient = gradients(of: loss, withRespectTo: weight.value)
            assign([(weight, weight.value - gradient * 0.1)])
            return loss
        }
        let twin = Variable(weight.value)
        for number in 0..<4 {
            let x = Tensor([1, 2, Float(number), -1], shape: [2, 2])
            let loss = tanh(matmul(x, twin.value)).sum()
            let gradient = gradients(of: loss, withRespectTo: twin.value)
            assign([(twin, twin.value - gradient * 0.1)])
            expectClose(step(x), loss, tolerance: 1e-5)
            expectClose(weight.value, twin.value, tolerance: 1e-5)
        }
    }

    @Test func productsAndConvolutionsAddWhatBranchesOffBefore() {
        withRandomSeed(4) {
            let weight = Tensor.uniform([8, 8], in: -1..<1)
            let bias = Tensor.uniform([8], in: -1..<1)
            let block = { (x: Tensor) in relu(matmul(tanh(x), weight) + bias + tanh(x)) * 2 }
            let x = Tensor.uniform([5, 8], in: -1..<1)
            let compiled = compile(block)
            expectClose(compiled(x), block(x), tolerance: 1e-5)

            let kernel = Tensor.uniform([4, 4, 3, 3], in: -1..<1)
            let residual = { (x: Tensor) in relu(convolution(exp(x), kernel, padding: 1) + exp(x)) }
            let image = Tensor.uniform([2, 4, 6, 6], in: -1..<1)
            expectClose(compile(residual)(image), residual(image), tolerance: 1e-5)
            if Engine.current == .oneDNN {
                let lines = compiled.explanation(x).lines
                let isFused = lines.contains { $0.detail.contains("+ bias, + residual") }
                #expect(isFused)
            }
        }
    }
}
