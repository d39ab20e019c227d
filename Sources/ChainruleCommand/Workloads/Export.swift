import Chainrule
import ChainruleInterop
import ChainruleNN
import Foundation

extension Step.Network {
    /// The state, the batch and the losses of 20 steps from there, for a comparison with other frameworks.
    ///
    /// `parameter.<name>` and `buffer.<name>` are what the first step starts with, `input.<n>` what every
    /// step is fed, `losses` what the steps returned (one number if the network does not learn), and
    /// `dropout.key` is the random key, int32 `[20, 4]`, of the first dropout mask of every step; the n-th
    /// mask of a step is drawn n draws later.
    func export(_ run: () -> Double, to url: URL) throws {
        var tensors: [String: Tensor] = [:]
        for (name, parameter) in model.parameters() { tensors["parameter.\(name)"] = parameter.value }
        for (name, buffer) in model.buffers() { tensors["buffer.\(name)"] = buffer.value }
        for (number, input) in inputs.enumerated() { tensors["input.\(number)"] = input }
        var keys: [SIMD4<Int32>] = []
        let losses = (0..<(learns ? 20 : 1)).map { _ in
            keys.append(generator.upcomingKey)
            return Float(run())
        }
        tensors["losses"] = Tensor(losses, shape: [losses.count])
        if generator.upcomingKey != keys[0] {
            let words = keys.flatMap { key in key.indices.map { key[$0] } }
            tensors["dropout.key"] = Tensor(words, shape: [keys.count, 4])
        }
        try Safetensors(tensors: tensors).write(to: url)
    }
}
