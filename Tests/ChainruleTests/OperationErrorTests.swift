import Chainrule
import Testing

/// A misfit is reported where it is written, in the words of the field.
@Suite struct OperationErrorTests {
    static func message(_ primitive: some Primitive, _ inputs: Tensor...) -> String {
        do {
            _ = try Tensor(applying: primitive, to: inputs)
            return "no error"
        } catch {
            return error.description
        }
    }

    @Test("a sum of shapes that do not broadcast traps with both shapes and the axis")
    func broadcasting() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([2, 3]) + Tensor.zeros([4]).named("bias")
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(
            message.contains(
                "add(float32[2, 3], bias: float32[4]): shapes [2, 3] and [4] do not broadcast: "
                    + "counted from the end, axis 1 has sizes 3 and 4"))
    }

    @Test("a matrix product of sizes that do not meet traps with both shapes")
    func matmulShapes() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = matmul(Tensor.zeros([2, 3]), Tensor.zeros([4, 5]))
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("matmul(float32[2, 3], float32[4, 5])"))
        #expect(message.contains("3 columns do not meet 4 rows"))
    }

    @Test("an index outside its axis traps")
    func outside() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([2, 3])[0, 5]
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("slice(float32[2, 3]): index 5 does not fit axis 1 of size 3"))
    }

    @Test("a number that whole numbers cannot hold traps instead of becoming another")
    func fractions() async {
        let comparison = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = (Tensor([1, 2, 3], dtype: .int32) .< 2.5)
        }
        let comparisonMessage = String(decoding: comparison?.standardErrorContent ?? [], as: UTF8.self)
        #expect(
            comparisonMessage.contains(
                "compare(int32[3], 2.5): 2.5 is no int32; convert the tensor with cast(to:)"))
        let sum = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = 256 + Tensor([1], dtype: .uint8)
        }
        let sumMessage = String(decoding: sum?.standardErrorContent ?? [], as: UTF8.self)
        #expect(
            sumMessage.contains("add(uint8[1], 256.0): 256.0 is no uint8"))
    }

    @Test("a range that the element type does not hold traps")
    func rangeTooLong() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor(250..<257, dtype: .uint8)
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("Tensor(250..<257): 256 is no uint8"))
    }

    @Test("a matrix product tells of the operands as they were written, not as they were broadcast")
    func matmulOperands() async {
        let vector = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = matmul(Tensor.zeros([3]), Tensor.zeros([5, 4, 2]))
        }
        let vectorMessage = String(decoding: vector?.standardErrorContent ?? [], as: UTF8.self)
        #expect(
            vectorMessage.contains(
                "matmul(float32[3], float32[5, 4, 2]): shapes [3] and [5, 4, 2]: 3 columns do not"))
        let batch = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = matmul(Tensor.zeros([2, 1, 3]), Tensor.zeros([5, 3, 2]))
        }
        let batchMessage = String(decoding: batch?.standardErrorContent ?? [], as: UTF8.self)
        #expect(
            batchMessage.contains(
                "matmul(float32[2, 1, 3], float32[5, 3, 2]): shapes [2] and [5] do not broadcast"))
    }

    @Test("a mean of whole numbers traps as a mean")
    func meanOfIntegers() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor(0..<3).mean()
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("mean(int32[3]): needs float32 or float64, got int32"))
    }

    @Test("a custom gradient that forgets an input traps with the user's count of them")
    func customGradientCount() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let (x, y) = (Tensor(1), Tensor(2))
            let product = customGradient([x, y]) {
                $0[0] * $0[1]
            } gradient: { upstream, _, _ in
                [upstream]
            }
            _ = gradients(of: product, withRespectTo: x, y)
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("customGradient: the rule made 1 gradients for 2 inputs"))
    }

    @Test("element types that differ are named, with the remedy")
    func elementTypes() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor(1) + Tensor(1, dtype: .float64)
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("element types float32 and float64 differ; convert one with cast(to:)"))
    }

    @Test("a shape rule throws to those who build graphs from files")
    func rulesThrow() {
        #expect(throws: OperationError.self) {
            try Tensor(applying: allPrimitivesByName("exp"), to: [Tensor(0..<3)])
        }
    }

    @Test(
        "every primitive refuses operands of the wrong type instead of trapping",
        arguments: allPrimitives.indices)
    func refusals(_ index: Int) throws {
        let truth = Tensor([1, 0], dtype: .bool)
        for sample in allPrimitives[index].samples where !sample.operands.isEmpty {
            // Three axes of truth values fit no primitive but those that move elements of any type.
            let wrong = sample.operands.map { _ in truth.reshaped(to: [2, 1, 1, 1, 1]) }
            do {
                let type = try sample.primitive.resultType(wrong)
                let moves = [
                    "cast", "broadcast", "reshape", "permute", "slice", "pad", "concatenate", "gather",
                    "stop-gradient", "custom-gradient", "logical", "select", "compare",
                ]
                #expect(moves.contains(sample.primitive.name), "\(sample.primitive.name) accepted \(type)")
            } catch {
                #expect("\(error)".hasPrefix(sample.primitive.name))
            }
        }
    }
}

/// The first sample's primitive of that name.
private func allPrimitivesByName(_ name: String) -> any Primitive {
    allPrimitives.first { $0.name == name }!.samples[0].primitive
}
