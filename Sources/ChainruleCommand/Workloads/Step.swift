import Chainrule
import ChainruleNN

/// A workload that is ready to run: the same step again and again.
struct Step {
    /// Makes the step; the loss, or what else comes out.
    let run: () -> Double
    /// What a step computes, as a graph of which nothing is computed.
    let graph: () -> [Tensor]
    let network: Network?
    /// How many times a step does what the graph says.
    private(set) var repetitions = 1
    /// The plan of a step, timed over this many calls if there are any; nil if it is not compiled.
    private(set) var explanation: ((_ turns: Int) -> PlanExplanation)?

    /// What a step works on.
    struct Network {
        let model: any Layer
        let inputs: [Tensor]
        /// What dropout draws from.
        let generator = Generator(seed: 7)
        let learns: Bool
    }

    /// A workload that is not a network.
    init(run: @escaping () -> Double) {
        (self.run, graph, network) = (run, { [] }, nil)
    }

    /// Forward, backward and update.
    init(
        training model: some Layer, with optimizer: Optimizer, on input: Tensor, _ target: Tensor,
        loss: @escaping (_ output: Tensor, _ target: Tensor) -> Tensor
    ) {
        self.init(Network(model: model, inputs: [input, target], learns: true)) {
            let loss = loss(model($0[0]), $0[1])
            return (loss, gradients(of: loss, withRespectTo: model))
        } update: {
            optimizer.update($0)
        }
    }

    /// Forward only: the sum of the outputs.
    init(evaluating model: some Layer, on input: Tensor) {
        self.init(Network(model: model, inputs: [input], learns: false)) { inputs in
            (evaluating { model(inputs[0]).sum() }, nil)
        } update: { _ in
        }
    }

    /// Forward only: `count` times in turn, each with what the one before made; the first tensor of the last state.
    ///
    /// - Parameter next: from an input and a state to the next input and the next state.
    init(
        repeating count: Int, of model: some Layer, on input: Tensor, from state: [Tensor],
        next: @escaping (_ input: Tensor, _ state: [Tensor]) -> (input: Tensor, state: [Tensor])
    ) {
        let start = [input] + state
        let step = compile { (tensors: [Tensor]) -> [Tensor] in
            let (input, state) = evaluating { next(tensors[0], Array(tensors[1...])) }
            return [input] + state
        }
        run = {
            var tensors = start
            for _ in 0..<count { tensors = step(tensors) }
            return tensors[1].item()
        }
        explanation = { step.explanation(start, timed: $0) }
        graph = {
            let (input, state) = evaluating { next(start[0], state) }
            return [input] + state
        }
        network = Network(model: model, inputs: [input], learns: false)
        repetitions = count
    }

    /// The one place where a training step or a forward pass is put together.
    private init(
        _ network: Network,
        result: @escaping (_ inputs: [Tensor]) -> (loss: Tensor, gradients: ParameterGradients?),
        update: @escaping (ParameterGradients) -> Void
    ) {
        let step = compile { (inputs: [Tensor]) -> Tensor in
            let (loss, gradients) = result(inputs)
            if let gradients { update(gradients) }
            return loss
        }
        run = { Generator.$current.withValue(network.generator) { step(network.inputs).item() } }
        explanation = { turns in
            Generator.$current.withValue(network.generator) { step.explanation(network.inputs, timed: turns) }
        }
        // In evaluation nothing is drawn and no running statistic changes.
        graph = {
            let (loss, gradients) = evaluating { result(network.inputs) }
            return [loss] + (gradients?.gradients ?? [])
        }
        self.network = network
    }
}
