import COneDNN
import CThreadPool
import Testing

@Suite("oneDNN's convolutions", isAvailable)
struct ConvolutionTests {
    @Test("outputs and gradients, however arrays lie", arguments: ConvolutionCase.all)
    func agreesWithLoops(test: ConvolutionCase) throws {
        let weight = HostArray(test.weightSizes, seed: 2)
        let (input, output) = (HostArray(test.inputSizes), HostArray(test.outputSizes, seed: 3))
        let expected = (
            output: test.output(input, weight), toInput: test.inputGradient(output, weight),
            toWeight: test.weightGradient(input, output)
        )
        var settings = test.settings
        for order in test.isProduct ? [HostArray.Order.channelsLast] : [.channelsLast, .rowMajor] {
            let what = "\(order)"
            let (input, output) = (
                HostArray(test.inputSizes, order), HostArray(test.outputSizes, order, seed: 3)
            )
            var (i, w, o) = (input.descriptor, weight.descriptor, output.descriptor)

            let forward = try Operation(cdn_convolution_forward(&settings, &i, &w, false, &o, false))
            var arrays = [input.elements, try laid(weight, for: forward), output.elements]
            try forward.run(&arrays)
            expectClose(values(arrays[2], as: output), expected.output, what)

            let toInput = try Operation(cdn_convolution_input_gradient(&settings, &o, &w, &i))
            arrays = [output.elements, try laid(weight, for: toInput), input.elements]
            try toInput.run(&arrays)
            expectClose(values(arrays[2], as: input), expected.toInput, "input gradient, \(what)")

            let toWeight = try Operation(cdn_convolution_weight_gradient(&settings, &i, &o, &w))
            arrays = [input.elements, output.elements, unset(count(weight, toWeight))]
            try toWeight.run(&arrays)
            let gradient = try plain(arrays[2], as: weight, from: toWeight)
            expectClose(gradient.values, expected.toWeight, "weight gradient, \(what)")
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
                    cdn_convolution_forward(&settings, &i, &w, hasBias, &o, accumulates))
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

    @Test("are cut into pieces, and the number of threads changes no bit")
    func pieces() throws {
        let test = ImageConvolution(batch: 24, height: 20, width: 18, inputs: 16, outputs: 24, padding: 1)
        let (expected, one) = (test.expected(), try run(test, threads: 1))
        expectClose(one.output, expected.output, "output")
        expectClose(one.toInput, expected.toInput, "input gradient")
        expectClose(one.toWeight, expected.toWeight, "weight gradient")
        for threads: Int32 in [2, 3, 8] {
            #expect(try run(test, threads: threads) == one, "\(threads) threads")
        }
    }

    private func run(_ test: ImageConvolution, threads: Int32) throws -> ConvolutionResults {
        ctp_set_thread_count(threads)
        defer { ctp_set_thread_count(1) }
        var settings = ConvolutionCase(
            batch: test.batch, channels: test.inputs, outputs: test.outputs,
            sizes: [test.height, test.width], kernel: [3, 3], padding: test.padding
        ).settings
        let weight = HostArray([test.outputs, test.inputs, 3, 3])
        var w = weight.descriptor
        var i = HostArray([test.batch, test.inputs, test.height, test.width], .channelsLast).descriptor
        var o = HostArray(
            [test.batch, test.outputs, test.outputHeight, test.outputWidth], .channelsLast
        ).descriptor
        func laid(_ operation: Operation) throws -> [Float] {
            var array = weight
            array.elements = test.weight
            return try self.laid(array, for: operation)
        }
        let forward = try Operation(cdn_convolution_forward(&settings, &i, &w, true, &o, false))
        var outputs = [test.input, try laid(forward), test.bias, unset(test.output.count)]
        try forward.run(&outputs)
        let toInput = try Operation(cdn_convolution_input_gradient(&settings, &o, &w, &i))
        var inputs = [test.output, try laid(toInput), unset(test.input.count)]
        try toInput.run(&inputs)
        let toWeight = try Operation(cdn_convolution_weight_gradient(&settings, &i, &o, &w))
        var weights = [test.input, test.output, unset(count(weight, toWeight))]
        try toWeight.run(&weights)
        let gradient = try plain(weights[2], as: weight, from: toWeight).elements
        return ConvolutionResults(output: outputs[3], toInput: inputs[2], toWeight: gradient)
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
