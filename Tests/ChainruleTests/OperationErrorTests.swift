import Chainrule
import Testing

/// A mismatch is reported where it is written, in the words of the field.
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
        #expect(message.contains("inner dimensions 3 and 4 differ"))
    }

    @Test("an index outside its axis traps")
    func outside() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([2, 3])[0, 5]
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("slice(float32[2, 3]): index 5 is out of range for axis 1 of size 3"))
    }

    @Test("a number that whole numbers cannot hold traps instead of becoming another")
    func fractions() async {
        let comparison = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = (Tensor([1, 2, 3], dtype: .int32) .< 2.5)
        }
        let comparisonMessage = String(decoding: comparison?.standardErrorContent ?? [], as: UTF8.self)
        #expect(
            comparisonMessage.contains(
                "compare(int32[3], 2.5): 2.5 cannot be represented as int32; convert the tensor with cast(to:)"
            ))
        let sum = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = 256 + Tensor([1], dtype: .uint8)
        }
        let sumMessage = String(decoding: sum?.standardErrorContent ?? [], as: UTF8.self)
        #expect(
            sumMessage.contains("add(uint8[1], 256.0): 256.0 cannot be represented as uint8"))
    }

    @Test("a range that the element type does not hold traps")
    func rangeTooLong() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor(250..<257, dtype: .uint8)
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("Tensor(250..<257): 256 cannot be represented as uint8"))
    }

    @Test("a matrix product tells of the operands as they were written, not as they were broadcast")
    func matmulOperands() async {
        let vector = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = matmul(Tensor.zeros([3]), Tensor.zeros([5, 4, 2]))
        }
        let vectorMessage = String(decoding: vector?.standardErrorContent ?? [], as: UTF8.self)
        #expect(
            vectorMessage.contains(
                "matmul(float32[3], float32[5, 4, 2]): shapes [3] and [5, 4, 2]: inner dimensions 3 and 4 differ"
            ))
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
        #expect(message.contains("customGradient: the gradient rule returned 1 gradients for 2 inputs"))
    }

    @Test("element types that differ are named, with the remedy")
    func elementTypes() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor(1) + Tensor(1, dtype: .float64)
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("element types float32 and float64 differ; convert one with cast(to:)"))
    }

    @Test("shape rules say what does not fit")
    func mismatches() {
        let (x, row, matrix) = (Tensor.zeros([3]), Tensor.zeros([2]), Tensor.zeros([2, 2]))
        let (wide, truth) = (Tensor.zeros([3], dtype: .float64), Tensor.zeros([3], dtype: .bool))
        let places = Tensor.zeros([3], dtype: .int32)
        let cases: [(any Primitive, [Tensor], String)] = [
            (sample("select"), [truth, x, wide], "element types float32 and float64 differ"),
            (sample("concatenate"), [row, matrix], "shapes [2] and [2, 2] differ in more than axis 0"),
            (sample("concatenate"), [x, wide], "element types float32 and float64 differ"),
            (sample("concatenate"), [], "needs at least one tensor"),
            (
                sample("matmul"), [x, x],
                "shapes [3] and [3]: expected two matrices, or batches of matrices of the same batch shape"
            ),
            (sample("compare", 2), [truth, truth], "bools cannot be ordered"),
            (sample("gather"), [x, wide], "indices must be int32, got float64"),
            (sample("scatter-add"), [x, places, wide], "updates must be float32[3], got float64[3]"),
        ]
        for (primitive, inputs, problem) in cases {
            #expect {
                try primitive.resultType(inputs)
            } throws: { error in
                "\(error)".hasPrefix(primitive.name) && "\(error)".contains(problem)
            }
        }
    }

    @Test("sizes, widths and numbers that cannot be trap where they are written")
    func impossible() async {
        let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([2, -1])
        }
        let shapeMessage = String(decoding: shape?.standardErrorContent ?? [], as: UTF8.self)
        #expect(shapeMessage.contains("sizes of a shape must not be negative, got [2, -1]"))
        let width = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([2]).padded([(before: -1, after: 0)])
        }
        let widthMessage = String(decoding: width?.standardErrorContent ?? [], as: UTF8.self)
        #expect(widthMessage.contains("pad(float32[2]): widths must not be negative, got -1 and 0"))
        let filler = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor(0..<2).padded([(before: 1, after: 0)], with: 0.5)
        }
        let fillerMessage = String(decoding: filler?.standardErrorContent ?? [], as: UTF8.self)
        #expect(fillerMessage.contains("pad(int32[2]): 0.5 cannot be represented as int32"))
        let parts = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([2, 3]).split(sizes: [1, 1], axis: -1)
        }
        let partsMessage = String(decoding: parts?.standardErrorContent ?? [], as: UTF8.self)
        #expect(partsMessage.contains("split(float32[2, 3]): sizes [1, 1] do not add up to 3"))
        let squeezed = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([2, 3]).squeezingDimension(at: 0)
        }
        let squeezedMessage = String(decoding: squeezed?.standardErrorContent ?? [], as: UTF8.self)
        #expect(squeezedMessage.contains("squeezingDimension(float32[2, 3]): axis 0 has size 2"))
        let iota = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.iota([300], axis: 0, dtype: .uint8)
        }
        let iotaMessage = String(decoding: iota?.standardErrorContent ?? [], as: UTF8.self)
        #expect(iotaMessage.contains("axis 0 of shape [300] ends with 299, which uint8 cannot represent"))
    }

    @Test("a shape rule throws to those who build graphs from files")
    func rulesThrow() {
        #expect(throws: OperationError.self) {
            try Tensor(applying: sample("exp"), to: [Tensor(0..<3)])
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

/// The primitive of that name, with the attributes of one of its samples.
private func sample(_ name: String, _ number: Int = 0) -> any Primitive {
    allPrimitives.first { $0.name == name }!.samples[number].primitive
}
