"""Writes the golden files of the losses: of classes, of numbers, of embeddings, and CTC.

Beside the inputs, every case has "value" and the gradients of the floating-point inputs, "d<name>".
"""

import torch
from torch.nn import functional as F

from golden import Draw, derivatives, write


def case(function, *, constant=(), **inputs):
    """A loss with the gradients of its inputs but those that are `constant` or integers; `function` takes them by name."""
    names = [name for name, value in inputs.items() if value.is_floating_point() and name not in constant]
    others = {name: value for name, value in inputs.items() if name not in names}
    result = derivatives(lambda *leaves: function(**dict(zip(names, leaves)), **others),
                         **{name: inputs[name] for name in names})
    return {**others, **{"value" if name == "output" else name: value for name, value in result.items()}}


def of_classes(draw):
    logits = draw(6, 4) * 2
    logits[1] = torch.tensor([1e4, -1e4, 0, 5])
    logits[2] *= 100
    labels, ignoring = torch.tensor([1, 3, 0, 2, 1, 3]), torch.tensor([1, -100, 0, 2, -100, 3])
    images, places = draw(2, 4, 3, 2), torch.tensor([[[0, 3], [1, 2], [2, 2]], [[3, 0], [-1, 1], [0, -1]]])
    weight, targets = draw(4).abs() + 0.25, draw(6, 4).softmax(1)
    one_hot = F.one_hot(labels, 4).double()
    gain = draw(4, 4).abs()
    signs = torch.tensor([1.0, -1, -1, 1, 1, -1], dtype=torch.float64)
    scores = torch.tensor([1e4, -1e4, 0.3, 0.6, -2, 1.5], dtype=torch.float64)
    bits = (signs + 1) / 2
    images_of_bits = (draw(2, 3, 4) > 0).double()
    cases = {
        "cross_entropy": {}, "cross_entropy_weight": {"weight": weight},
        "cross_entropy_smooth": {"label_smoothing": 0.2},
        "cross_entropy_smooth_weight": {"label_smoothing": 0.2, "weight": weight},
    }
    tree = {}
    for name, settings in cases.items():
        tensors = {key: value for key, value in settings.items() if key == "weight"}
        def loss(reduction, **extra):
            return lambda logits, labels, weight=None: F.cross_entropy(
                logits, labels, weight=weight, reduction=reduction, **extra,
                label_smoothing=settings.get("label_smoothing", 0))
        inputs = {"constant": ("weight",), "logits": logits, **tensors}
        tree[name] = case(loss("mean"), labels=labels, **inputs)
        tree[name + "_sum"] = case(loss("sum"), labels=labels, **inputs)
        tree[name + "_ignoring"] = case(loss("mean"), labels=ignoring, **inputs)
        tree[name + "_places"] = case(loss("mean", ignore_index=-1), constant=("weight",), logits=images, labels=places,
                                      **tensors)
        tree[name + "_none"] = case(lambda logits, labels, weight=None: loss("none", ignore_index=-1)(
            logits, labels, weight).mul(2).sum(), constant=("weight",), logits=images, labels=places, **tensors)
        def soft(reduction="mean"):
            return lambda logits, targets, weight=None: F.cross_entropy(
                logits, targets, weight=weight, reduction=reduction, label_smoothing=settings.get("label_smoothing", 0))
        tree[name + "_soft"] = case(soft(), logits=logits, targets=targets, **{**tensors, "constant": ("weight",)})
        tree[name + "_soft_sum"] = case(soft("sum"), logits=logits, targets=targets,
                                        **{**tensors, "constant": ("weight",)})
        tree[name + "_one_hot"] = case(soft(), logits=logits, targets=one_hot,
                                       **{**tensors, "constant": ("weight", "targets")})
    log_probabilities = draw(6, 4).log_softmax(1)
    focal = lambda x, t, alpha, gamma: (F.binary_cross_entropy_with_logits(x, t, reduction="none")
                                        * (1 - (x.sigmoid() * t + (1 - x.sigmoid()) * (1 - t)))**gamma
                                        * (alpha * t + (1 - alpha) * (1 - t)))
    return {
        **tree,
        "nll": case(lambda x, labels: F.nll_loss(x, labels), x=log_probabilities, labels=labels),
        "nll_weight": case(lambda x, labels, weight: F.nll_loss(x, labels, weight), constant=("weight",),
                           x=log_probabilities, labels=ignoring, weight=weight),
        "information_gain": case(lambda logits, labels, gain: -(gain[labels] * logits.log_softmax(1)).sum(1).mean(),
                                 constant=("gain",), logits=logits, labels=labels, gain=gain),
        "multi_margin_half": case(lambda scores, labels: 4 * F.multi_margin_loss(scores, labels, margin=0.5),
                                  scores=draw(6, 4), labels=labels),
        "binary_hinge": case(lambda scores, targets: (1 - targets * scores).clamp(min=0).mean(),
                             constant=("targets",), scores=scores, targets=signs),
        "binary_hinge_margin": case(lambda scores, targets: (2 - targets * scores).clamp(min=0).sum(),
                                    constant=("targets",), scores=scores, targets=signs),
        "kl": case(lambda x, targets: F.kl_div(x, targets), x=log_probabilities, targets=targets),
        "kl_batch": case(lambda x, targets: F.kl_div(x, targets, reduction="batchmean"), constant=("targets",),
                         x=log_probabilities, targets=one_hot),
        "kl_logarithms": case(lambda x, targets: F.kl_div(x, targets, reduction="sum", log_target=True),
                              x=log_probabilities, targets=targets.log()),
        "focal": case(lambda logits, targets: focal(logits, targets, 0.25, 2).mean(), constant=("targets",),
                      logits=scores, targets=bits),
        "focal_gamma": case(lambda logits, targets: 2 * focal(logits, targets, 0.5, 3.5).sum(), constant=("targets",),
                            logits=scores, targets=bits),
        "dice": case(lambda p, t: (1 - (2 * (p * t).sum((1, 2)) + 1) / ((p + t).sum((1, 2)) + 1)).mean(),
                     constant=("t",), p=draw(2, 3, 4).sigmoid(), t=images_of_bits),
        "dice_smoothing": case(
            lambda p, t: (1 - (2 * (p * t).sum((1, 2)) + 0.1) / ((p + t).sum((1, 2)) + 0.1)).sum(),
            constant=("t",), p=draw(2, 3, 4).sigmoid(), t=images_of_bits),
    }


def of_numbers(draw):
    prediction, target = draw(3, 5) * 2, draw(3, 5)
    prediction[0, 0], prediction[1, 1], prediction[2, 2] = 1e4, -1e4, target[2, 2]
    both = {"prediction": prediction, "target": target}
    rates, counts = draw(3, 5).abs() + 0.1, (draw(3, 5).abs() * 4).floor()
    variance, few = draw(3, 5).abs(), draw(3, 1).abs() + 0.5
    variance[0, 1] = 1e-9
    return {
        "half": case(lambda prediction, target: 0.5 * F.mse_loss(prediction, target), **both),
        "absolute": case(lambda prediction, target: F.l1_loss(prediction, target), **both),
        "absolute_sum": case(lambda prediction, target: F.l1_loss(prediction, target, reduction="sum"), **both),
        "huber": case(lambda prediction, target: F.huber_loss(prediction, target), **both),
        "huber_delta": case(lambda prediction, target: F.huber_loss(prediction, target, reduction="sum", delta=0.4),
                            **both),
        "smooth_l1": case(lambda prediction, target: F.smooth_l1_loss(prediction, target), **both),
        "smooth_l1_beta": case(
            lambda prediction, target: F.smooth_l1_loss(prediction, target, reduction="sum", beta=0.4), **both),
        "smooth_l1_zero": case(lambda prediction, target: F.smooth_l1_loss(prediction, target, beta=0.0), **both),
        "poisson": case(lambda x, target: F.poisson_nll_loss(x, target), constant=("target",), x=rates.log(),
                        target=counts),
        "poisson_full": case(lambda x, target: F.poisson_nll_loss(x, target, full=True, reduction="sum"),
                             constant=("target",), x=rates.log(), target=counts),
        "poisson_rates": case(lambda x, target: F.poisson_nll_loss(x, target, log_input=False), constant=("target",),
                              x=rates, target=counts),
        "gaussian": case(lambda x, target, variance: F.gaussian_nll_loss(x, target, variance), x=target,
                         target=target + 0.1, variance=variance),
        "gaussian_full": case(
            lambda x, target, variance: F.gaussian_nll_loss(x, target, variance, full=True, reduction="sum"),
            x=prediction, target=target, variance=few),
    }


def of_embeddings(draw):
    a, b, c = draw(5, 3), draw(5, 3), draw(5, 3)
    signs = torch.tensor([1.0, -1, 1, -1, -1], dtype=torch.float64)
    a[1] = a[1] / 3
    near = a.clone()
    near[1] += 0.2
    similar = (signs + 1) / 2

    def contrastive(a, b, similar, margin):
        distance = (a - b).square().sum(1).sqrt()
        return (similar * distance**2 + (1 - similar) * (margin - distance).clamp(min=0)**2).mean() / 2

    three = {"anchor": a, "positive": b, "negative": c}
    return {
        "contrastive": case(lambda a, b, similar: contrastive(a, b, similar, 1), constant=("similar",),
                            a=a, b=a + 0.2 * b, similar=similar),
        "contrastive_margin": case(lambda a, b, similar: 5 * contrastive(a, b, similar, 3), constant=("similar",),
                                   a=a, b=b, similar=similar),
        "triplet": case(lambda **x: F.triplet_margin_loss(*x.values()), **three),
        "triplet_swap": case(lambda **x: F.triplet_margin_loss(*x.values(), margin=0.7, swap=True, reduction="sum"),
                             **three),
        "cosine": case(lambda a, b, signs: F.cosine_embedding_loss(a, b, signs), constant=("signs",),
                       a=a, b=b, signs=signs),
        "cosine_margin": case(lambda a, b, signs: F.cosine_embedding_loss(a, b, signs, margin=0.3, reduction="sum"),
                              constant=("signs",), a=a, b=b, signs=signs),
        "ranking": case(lambda a, b, signs: F.margin_ranking_loss(a, b, signs), constant=("signs",), a=a[:, 0],
                        b=b[:, 0], signs=signs),
        "ranking_margin": case(lambda a, b, signs: F.margin_ranking_loss(a, b, signs, margin=0.5, reduction="sum"),
                               constant=("signs",), a=a[:, 0], b=b[:, 0], signs=signs)}


def ctc(draw):
    """From logits: PyTorch's gradient of log probabilities is that of the logits before a log-softmax."""
    logits = draw(7, 4, 5) * 2
    targets = torch.tensor([[1, 2, 2], [3, 1, 0], [4, 0, 0], [2, 2, 2]])
    input_lengths, target_lengths = torch.tensor([7, 5, 3, 7]), torch.tensor([3, 2, 1, 3])
    lengths = {"input_lengths": input_lengths, "target_lengths": target_lengths}

    def loss(**settings):
        return lambda logits, targets, input_lengths, target_lengths: F.ctc_loss(
            logits.log_softmax(2), targets, input_lengths, target_lengths, **settings)

    blank = torch.where(targets == 0, 1, targets - 1)
    extreme = logits.clone()
    extreme[2] *= 5000
    short = {"input_lengths": torch.tensor([7, 5, 3, 4]), "target_lengths": target_lengths}
    empty = {"input_lengths": input_lengths, "target_lengths": torch.tensor([3, 0, 1, 3])}
    return {"mean": case(loss(), logits=logits, targets=targets, **lengths),
            "sum": case(loss(reduction="sum"), logits=logits, targets=targets, **lengths),
            "blank": case(loss(blank=4), logits=logits, targets=blank, **lengths),
            "extreme": case(loss(), logits=extreme, targets=targets, **lengths),
            "empty": case(loss(), logits=logits, targets=targets, **empty),
            "impossible": case(loss(zero_infinity=True), logits=logits, targets=targets, **short)}


if __name__ == "__main__":
    write("classification_losses", of_classes(Draw(12)))
    write("regression_losses", of_numbers(Draw(13)))
    write("embedding_losses", of_embeddings(Draw(14)))
    write("ctc", ctc(Draw(15)))
