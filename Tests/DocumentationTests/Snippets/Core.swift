import Chainrule

func coreOverview() {
    graph()
    compiled()
}

private func graph() {
    // snippet
    let x = Tensor(-2)
    let y = Tensor(5)
    let z = Tensor(-4)
    let f = (x + y) * z
    let (dx, dy, dz) = gradients(of: f, withRespectTo: x, y, z)  // -4, -4, 3
    // end
    precondition([dx, dy, dz].map { $0.item() } == [-4, -4, 3])
}

private func compiled() {
    // snippet
    let rate = Variable(Tensor(0.1))
    let weight = Variable(Tensor([1, 2]))
    let step = compile { (target: Tensor) -> Tensor in
        let distance = weight.value - target
        let loss = (distance * distance).sum()
        assign([(weight, weight.value - rate.value * gradients(of: loss, withRespectTo: weight.value))])
        return loss
    }
    print(step(Tensor([3, 3])).item())  // 5.0
    // end
    precondition(step(Tensor([3, 3])).item() < 5)
}
