import Chainrule
import TestSupport
import Testing

@Suite("A plan")
struct PlanTests {
    @Test("does not overwrite what it has yet to read at another place")
    func movedOperands() {
        let numbers = Tensor((0..<65 * 65).map { Float($0 % 97) }, shape: [65, 65])
        let updates: [(name: String, update: @Sendable (Tensor) -> Tensor)] = [
            ("transposed", { $0.transposed() * 2 }),
            ("reversed", { $0.reversed(axes: [0, 1]) + $0 }),
            ("broadcast", { $0 - $0[1] }),
            ("moved by a row", { concatenate([$0[1...], $0[0..<1]]) + $0 }),
            ("recomputed", { ($0.transposed() * 2 + 1) * $0 }),
        ]
        for (name, update) in updates {
            let variable = Variable(numbers)
            let step = compile { () -> [Tensor] in
                variable.value = update(variable.value)
                return []
            }
            _ = step()
            let expected = update(numbers)
            evaluateByReference([expected])
            expectClose(variable.value, expected, tolerance: .exact, name)
        }
    }

    @Test("does not overwrite what another variable's new value in the same loop is made of")
    func movedOperandOfAnotherVariable() {
        let numbers = Tensor((0..<65 * 65).map { Float($0 % 97) }, shape: [65, 65])
        let (a, b) = (Variable(numbers), Variable(numbers + 1))
        let step = compile { () -> [Tensor] in
            let sum = a.value + b.value
            assign([(a, sum * 2), (b, sum + a.value.transposed())])
            return []
        }
        _ = step()
        expectClose(a.value, numbers * 4 + 2, tolerance: .exact)
        expectClose(b.value, numbers * 2 + 1 + numbers.transposed(), tolerance: .exact)
    }

    @Test("computes an operation whose operands are each made of many values")
    func manyOperands() {
        let x = Tensor((0..<3 * 4).map { Float($0) }, shape: [3, 4])
        let rows = (0..<24).map { row in Tensor([1, 2, 3, 4]) * Double(row + 1) + Double(row) }
        evaluateByReference(rows)
        let function = { (list: [Tensor]) -> [Tensor] in
            func total(_ places: Range<Int>) -> Tensor {
                list[places].map { $0.broadcast(to: [3, 4]) }.reduce(list[0]) { maximum($0, $1) }
            }
            // Each of the three costs little to compute again.
            let (a, b, c) = (total(1..<7), total(7..<13), total(13..<19))
            return [
                select(a, where: b .> c, otherwise: list[0]), select(b, where: a .> list[0], otherwise: c),
            ]
        }
        let list = [x] + rows
        let expected = function(list)
        evaluateByReference(expected)
        for (found, expected) in zip(compile(function)(list), expected) {
            expectClose(found, expected, tolerance: 1e-6)
        }
    }

    @Test("adds a bias to a product of nothing")
    func emptyProducts() {
        let bias = Tensor([1, -2, 3])
        let function = compile { (x: Tensor, y: Tensor) in relu(matmul(x, y) + bias) }
        let found = function(.zeros([2, 0]), .zeros([0, 3]))
        #expect(found.scalars() == [1, 0, 3, 1, 0, 3] as [Float])
        #expect(function(.zeros([0, 4]), .zeros([4, 3])).shape == [0, 3])
    }

    @Test("sums over no elements")
    func emptySums() {
        let function = compile { (x: Tensor) in (x * 2).sum(axes: 0) + 1 }
        #expect(function(.zeros([0, 3])).scalars() == [1, 1, 1] as [Float])
    }

    @Test("draws tensors of more axes than a loop has")
    func manyAxes() {
        let shape: Shape = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2]
        let generator = Generator(seed: 3)
        let draw = compile { Tensor.uniform(shape, from: generator) * 2 }
        expectClose(draw(), Tensor.uniform(shape, from: Generator(seed: 3)) * 2, tolerance: .exact)
    }

    @Test("reports a value that is read while a function of large tensors is traced", .optimizedBuildsOnly)
    func largePlaceholder() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let function = compile { (x: Tensor) in x * (x.sum().item() > 0 ? 1 : 2) }
            _ = function(.ones([2000]))
        }
        let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(message.contains("a value was read inside compile { }"))
    }
}
