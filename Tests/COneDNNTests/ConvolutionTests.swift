import COneDNN
import Testing

@Suite("oneDNN's convolutions", isAvailable)
struct ConvolutionTests {
    @Test("outputs and gradients, however arrays lie", arguments: ConvolutionCase.all)
    func agreesWithLoops(test: ConvolutionCase) throws {
        let weight = HostArray(test.weightSizes, seed: 2)
        let (input, output) = (HostArray(test.inputSizes), HostArray(test.outputSizes, seed: 3))
        let expected = (
            output: test.output(input, weight), toInput: test.inputGradient(output, weight),
            toWeight: test.weightGradient(input, output), toBias: test.biasGradient(output)
        )
        var settings = test.settings
        for (order, isOpaque) in [
            (HostArray.Order.channelsLast, true), (.channelsLast, false), (.rowMajor, true),
            (.rowMajor, false),
        ] {
            let what = "\(order) \(isOpaque ? "opaque" : "plain")"
            let (input, output) = (
                HostArray(test.inputSizes, order), HostArray(test.outputSizes, order, seed: 3)
            )
            var (i, w, o) = (input.descriptor, weight.descriptor, output.descriptor)

            let forward = try Operation(
                cdn_convolution_forward(&settings, &i, &w, isOpaque, false, &o, false))
            var arrays = [input.elements, try laid(weight, for: forward), output.elements]
            try forward.run(&arrays)
            expectClose(values(arrays[2], as: output), expected.output, what)

            let toInput = try Operation(cdn_convolution_input_gradient(&settings, &o, &w, isOpaque, &i))
            arrays = [output.elements, try laid(weight, for: toInput), input.elements]
            try toInput.run(&arrays)
            expectClose(values(arrays[2], as: input), expected.toInput, "input gradient, \(what)")

            for hasBias in [false, true] {
                let toWeight = try Operation(
                    cdn_convolution_weight_gradient(&settings, &i, &o, &w, isOpaque, hasBias))
                arrays = [input.elements, output.elements, unset(count(weight, toWeight))]
                if hasBias { arrays.append(unset(test.outputs)) }
                try toWeight.run(&arrays)
                let gradient = try plain(arrays[2], as: weight, from: toWeight)
                expectClose(gradient.values, expected.toWeight, "weight gradient, \(what)")
                if hasBias { expectClose(arrays[3], expected.toBias, "bias gradient, \(what)") }
            }
        }
    }

    @Test("a bias and the old output are added")
    func fused() throws {
        let test = ConvolutionCase(batch: 2, channels: 4, outputs: 18, sizes: [6, 5], kernel: [3, 3])
        for order in [HostArray.Order.channelsLast, .rowMajor] {
            for (hasBias, accumulates) in [(true, false), (false, true), (true, true)] {
                let input = HostArray(test.inputSizes, order)
                let weight = HostArray(test.weightSizes, seed: 2)
                let output = HostArray(test.outputSizes, order, seed: 3)
                let bias = HostArray([18], seed: 4)
                var settings = test.settings
                var (i, w, o) = (input.descriptor, weight.descriptor, output.descriptor)
                let operation = try Operation(
                    cdn_convolution_forward(&settings, &i, &w, true, hasBias, &o, accumulates))
                var arrays = [input.elements, try laid(weight, for: operation)]
                if hasBias { arrays.append(bias.elements) }
                arrays.append(output.elements)
                try operation.run(&arrays)
                let products = zip(HostArray.indices(of: output.sizes), test.output(input, weight))
                let expected = products.map { index, product in
                    product + (hasBias ? bias[[index[1]]] : 0) + (accumulates ? output[index] : 0)
                }
                expectClose(
                    values(arrays[arrays.count - 1], as: output), expected,
                    "\(order) \(hasBias) \(accumulates)")
            }
        }
    }

    @Test("only an operation that may choose how its weight lies asks for memory of its own")
    func opaqueWeight() throws {
        let test = ConvolutionCase(batch: 2, channels: 32, outputs: 32, sizes: [8, 8], kernel: [3, 3])
        var settings = test.settings
        var i = HostArray(test.inputSizes, .channelsLast).descriptor
        var w = HostArray(test.weightSizes).descriptor
        var o = HostArray(test.outputSizes, .channelsLast).descriptor
        let opaque = try Operation(
            cdn_convolution_forward(&settings, &i, &w, true, false, &o, false))
        let described = try Operation(
            cdn_convolution_forward(&settings, &i, &w, false, false, &o, false))
        #expect(cdn_opaque_weight_bytes(opaque.handle) > 0)
        #expect(cdn_opaque_weight_bytes(described.handle) == 0)
    }

    private func unset(_ count: Int) -> [Float] {
        [Float](repeating: .nan, count: count)
    }

    private func values(_ elements: [Float], as array: HostArray) -> [Float] {
        var result = array
        result.elements = elements
        return result.values
    }

    private func count(_ weight: HostArray, _ operation: Operation) -> Int {
        let bytes = cdn_opaque_weight_bytes(operation.handle)
        return bytes == 0 ? weight.elements.count : bytes / MemoryLayout<Float>.size
    }

    /// The weight as the operation wants it.
    private func laid(_ weight: HostArray, for operation: Operation) throws -> [Float] {
        guard cdn_opaque_weight_bytes(operation.handle) > 0 else { return weight.elements }
        var w = weight.descriptor
        let reorder = try Operation(cdn_weight_reorder(operation.handle, &w, false))
        var arrays = [weight.elements, unset(count(weight, operation))]
        try reorder.run(&arrays)
        return arrays[1]
    }

    private func plain(_ elements: [Float], as weight: HostArray, from operation: Operation) throws
        -> HostArray
    {
        var result = weight
        result.elements = elements
        guard cdn_opaque_weight_bytes(operation.handle) > 0 else { return result }
        var w = weight.descriptor
        let reorder = try Operation(cdn_weight_reorder(operation.handle, &w, true))
        var arrays = [elements, weight.elements]
        try reorder.run(&arrays)
        result.elements = arrays[1]
        return result
    }
}
