"""Writes more_optimizers.safetensors: ten steps of every optimizer on two matrices and a vector.

f(w, u, v) = Σ (tanh(w·a) − b)² + Σ (u·c − d)² + Σ (v − t)⁴ + Σ vᵢ·(sum of column i of w)
"""

import torch

from golden import Draw, write

# NAdam keeps its product of momenta in the default element type, float32, whatever that of the parameters.
torch.set_default_dtype(torch.float64)


class Written(torch.optim.Optimizer):
    """An optimizer that PyTorch does not have, written down from its paper."""

    def __init__(self, parameters, rule, lr, weight_decay, **settings):
        self.rule, self.settings = rule, settings
        super().__init__(parameters, {"lr": lr, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for parameter in group["params"]:
                self.rule(parameter, parameter.grad, self.state[parameter], group["lr"], group["weight_decay"],
                          **self.settings)


def lion(p, g, state, lr, decay, beta1=0.9, beta2=0.99):
    m = state.setdefault("m", torch.zeros_like(p))
    p.mul_(1 - lr * decay)
    p.sub_(lr * torch.sign(beta1 * m + (1 - beta1) * g))
    state["m"] = beta2 * m + (1 - beta2) * g


def lamb(p, g, state, lr, decay, beta1=0.9, beta2=0.999, eps=1e-6):
    t = state["t"] = state.get("t", 0) + 1
    state["m"] = beta1 * state.get("m", 0) + (1 - beta1) * g
    state["s"] = beta2 * state.get("s", 0) + (1 - beta2) * g**2
    update = state["m"] / (1 - beta1**t) / ((state["s"] / (1 - beta2**t)).sqrt() + eps) + decay * p
    ratio = p.norm() / update.norm() if p.dim() > 1 else 1
    p.sub_(lr * ratio * update)


def lars(p, g, state, lr, decay, momentum=0.9, trust=1e-3, eps=1e-8):
    ratio = trust * p.norm() / (g.norm() + decay * p.norm() + eps) if p.dim() > 1 else 1
    state["v"] = momentum * state.get("v", 0) + lr * ratio * (g + decay * p)
    p.sub_(state["v"])


class Muon:
    """PyTorch's Muon, which takes matrices only, beside its AdamW; without the rounding to bfloat16."""

    def __init__(self, groups, **settings):
        matrices, vectors = [], []
        for group in groups:
            for parameter in group["params"]:
                (matrices if parameter.dim() > 1 else vectors).append({**group, "params": [parameter]})
        shared = {name: settings[name] for name in ("lr", "weight_decay") if name in settings}
        self.both = [torch.optim.Muon(matrices, **settings),
                     torch.optim.AdamW(vectors, **{"weight_decay": 0.1, **shared})]

    def zero_grad(self):
        for optimizer in self.both:
            optimizer.zero_grad()

    def step(self):
        rounding, torch.Tensor.bfloat16 = torch.Tensor.bfloat16, lambda tensor: tensor.clone()
        for optimizer in self.both:
            optimizer.step()
        torch.Tensor.bfloat16 = rounding


def written(rule):
    return lambda groups, lr, weight_decay=0, **settings: Written(groups, rule, lr, weight_decay, **settings)


OPTIMIZERS = {
    "adadelta": (torch.optim.Adadelta, {}, {"lr": 0.5, "rho": 0.8, "eps": 1e-3, "weight_decay": 0.1}),
    "amsgrad": (torch.optim.Adam, {"amsgrad": True}, {"lr": 0.05, "betas": (0.5, 0.6), "amsgrad": True, "weight_decay": 0.1}),
    "amsgradw": (torch.optim.AdamW, {"amsgrad": True}, {"lr": 0.05, "betas": (0.5, 0.6), "amsgrad": True}),
    "adamax": (torch.optim.Adamax, {}, {"lr": 0.02, "betas": (0.8, 0.9), "weight_decay": 0.1}),
    "nadam": (torch.optim.NAdam, {},
              {"lr": 0.02, "betas": (0.8, 0.9), "weight_decay": 0.1, "momentum_decay": 0.1, "decoupled_weight_decay": True}),
    "radam": (torch.optim.RAdam, {}, {"lr": 0.02, "betas": (0.8, 0.99), "weight_decay": 0.1}),
    "radamw": (torch.optim.RAdam, {"lr": 0.01, "weight_decay": 0.1, "decoupled_weight_decay": True},
               {"lr": 0.01, "betas": (0.9, 0.9)}),
    "rprop": (torch.optim.Rprop, {}, {"lr": 0.02, "etas": (0.4, 1.5), "step_sizes": (1e-3, 0.1)}),
    "muon": (Muon, {}, {"lr": 0.02, "weight_decay": 0.2, "momentum": 0.8, "nesterov": False,
                        "adjust_lr_fn": "match_rms_adamw"}),
    "adafactor": (torch.optim.Adafactor, {}, {"lr": 0.05, "beta2_decay": -0.5, "eps": (1e-4, 0.1), "d": 2.0,
                                              "weight_decay": 0.1}),
    "lion": (written(lion), {"lr": 1e-4}, {"lr": 0.01, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.1}),
    "lamb": (written(lamb), {"lr": 1e-3, "weight_decay": 0.01}, {"lr": 0.02, "beta1": 0.8, "eps": 1e-3, "weight_decay": 0.1}),
    "lars": (written(lars), {"lr": 0.1}, {"lr": 0.5, "momentum": 0.5, "weight_decay": 0.1, "trust": 0.02}),
}


def main():
    draw = Draw(16)
    start = {"w": draw(4, 3) / 2, "u": draw(2, 5) / 2, "v": draw(3)}
    numbers = {"a": draw(3, 6), "b": draw(4, 6) / 2, "c": draw(5, 3), "d": draw(2, 3), "t": draw(3)}

    def trajectory(kind, settings, grouped):
        """Ten steps; `grouped` gives the vector a third of the learning rate and no weight decay."""
        w, u, v = leaves = [value.clone().requires_grad_() for value in start.values()]
        own = {"lr": settings["lr"] / 3} if grouped else {}
        if grouped and kind is not torch.optim.Rprop:
            own["weight_decay"] = 0
        optimizer = kind([{"params": [v], **own}, {"params": [w, u]}], **settings)
        return steps_of(optimizer, leaves, lambda closure: (closure(), optimizer.step()))

    def lbfgs_trajectory(**settings):
        leaves = [value.clone().requires_grad_() for value in start.values()]
        optimizer = torch.optim.LBFGS(leaves, **settings)
        return steps_of(optimizer, leaves, optimizer.step)

    def steps_of(optimizer, leaves, step):
        w, u, v = leaves

        def closure():
            optimizer.zero_grad()
            value = ((torch.tanh(w @ numbers["a"]) - numbers["b"]).square().sum()
                     + (u @ numbers["c"] - numbers["d"]).square().sum() + (v - numbers["t"]).pow(4).sum()
                     + (v * w.sum(0)).sum())
            value.backward()
            return value

        steps = []
        for _ in range(10):
            step(closure)
            steps.append([leaf.detach().clone() for leaf in leaves])
        return {name: torch.stack(values) for name, values in zip(start, zip(*steps))}

    lbfgs = {"plain": lbfgs_trajectory(lr=0.05, max_iter=4, history_size=3),
             "wolfe": lbfgs_trajectory(max_iter=2, line_search_fn="strong_wolfe")}
    write("more_optimizers", {**start, **numbers, "lbfgs": lbfgs,
                              **{name: {"plain": trajectory(kind, plain, False), "grouped": trajectory(kind, settings, True)}
                                 for name, (kind, plain, settings) in OPTIMIZERS.items()}})


if __name__ == "__main__":
    main()
