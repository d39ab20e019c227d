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
        #expect(message.contains("axis 1 of size 3 has no elements 5 to 5"))
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
