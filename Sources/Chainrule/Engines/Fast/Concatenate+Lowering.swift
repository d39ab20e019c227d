extension Concatenate: LoweredPrimitive {
    /// Every operand is copied to its part of the result.
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        let result = lowering.newValue(number)
        var start = 0
        for input in lowering.graph.inputs[number] {
            let operand = lowering.view(of: input)
            let part = result.viewed(
                operand.shape, strides: result.strides, offset: start * result.strides[axis])
            start += operand.shape[axis]
            if operand.shape.elementCount > 0 { lowering.copy(operand, to: part) }
        }
        return true
    }
}
