import Chainrule
import ChainruleData
import ChainruleInterop
import ChainruleNN
import ChainruleTraining
import Foundation

func savingAndLoading() throws {
    let model = Linear(4, 2)
    let samples = Samples(inputs: Tensor.normal([8, 4]), targets: Tensor.normal([8, 2]))
    // snippet
    let file = URL(fileURLWithPath: "model.safetensors")
    try model.save(to: file, metadata: ["trained-on": "nothing yet"])

    let copy = Linear(4, 2)
    try copy.load(from: file)
    // end
    precondition(copy.weight.value.scalars() as [Float] == model.weight.value.scalars())

    // snippet
    let contents = try Safetensors(contentsOf: file)
    for (name, tensor) in contents.tensors { print(name, tensor.type) }
    // end
    precondition(contents.tensors.count == 2)

    // snippet
    let trainer = Trainer(model, loss: squaredError, optimizer: SGD(model, learningRate: 0.1))
    if let last = Checkpoint.all(in: "run/checkpoints").last { try last.restore(into: trainer) }
    try trainer.fit(samples, epochs: 2, observers: [Checkpoints("run/checkpoints")])
    // end
    precondition(!Checkpoint.all(in: "run/checkpoints").isEmpty)
}
