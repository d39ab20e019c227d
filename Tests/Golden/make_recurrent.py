"""Writes recurrent.safetensors: recurrent cells and layers with their parameters, outputs, states and gradients."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from golden import Draw, write

draw = Draw(17)


def case(layer, apply, **inputs):
    """A layer with drawn parameters; `apply` gives its results by name, each of which has an upstream gradient."""
    layer = layer.double()
    layer.load_state_dict({name: draw(*value.shape) / 2 for name, value in layer.state_dict().items()})
    leaves = {name: value.clone().requires_grad_() for name, value in inputs.items()}
    results = apply(layer, leaves)
    upstream = {name: draw(*value.shape) for name, value in results.items()}
    torch.autograd.backward(list(results.values()), list(upstream.values()))
    parameters = dict(layer.named_parameters())
    return {**inputs, **{name: value.detach().clone() for name, value in parameters.items()}, **results,
            "upstream": upstream, "gradient": {name: leaf.grad for name, leaf in {**leaves, **parameters}.items()}}


def named(state):
    """h, or h and c, by name."""
    return dict(zip(("hidden", "cell"), state if isinstance(state, tuple) else (state,)))


def states(*shapes):
    return {name: draw(*shape) for name, shape in zip(("h0", "c0"), shapes)}


def initial(leaves):
    if "c0" in leaves:
        return leaves["h0"], leaves["c0"]
    return leaves.get("h0")


def whole(layer, leaves):
    output, state = layer(leaves["x"], initial(leaves))
    return {"output": output, **named(state)}


def uneven(lengths):
    def apply(layer, leaves):
        batch_first = layer.batch_first
        packed = pack_padded_sequence(leaves["x"], torch.tensor(lengths), batch_first, enforce_sorted=False)
        output, state = layer(packed, initial(leaves))
        total = leaves["x"].shape[1 if batch_first else 0]
        return {"output": pad_packed_sequence(output, batch_first, total_length=total)[0], **named(state)}
    return apply


def step(layer, leaves):
    return named(layer(leaves["x"], initial(leaves)))


class Peepholes(nn.Module):
    """PyTorch has no peepholes: written down after Gers and Schmidhuber (2000)."""

    def __init__(self, inputs, hidden):
        super().__init__()
        for name, shape in (("weight_ih", (4 * hidden, inputs)), ("weight_hh", (4 * hidden, hidden)),
                            ("bias_ih", (4 * hidden,)), ("bias_hh", (4 * hidden,)), ("weight_ch", (3, hidden))):
            setattr(self, f"{name}_l0", nn.Parameter(torch.zeros(shape)))

    def forward(self, x, state):
        (h, c), outputs = (part[0] for part in state), []
        for row in x:
            sums = row @ self.weight_ih_l0.T + self.bias_ih_l0 + h @ self.weight_hh_l0.T + self.bias_hh_l0
            i, f, g, o = sums.chunk(4, 1)
            i = torch.sigmoid(i + self.weight_ch_l0[0] * c)
            f = torch.sigmoid(f + self.weight_ch_l0[1] * c)
            c = f * c + i * torch.tanh(g)
            h = torch.sigmoid(o + self.weight_ch_l0[2] * c) * torch.tanh(c)
            outputs.append(h)
        return torch.stack(outputs), (h[None], c[None])


def layers():
    x = (5, 3, 4)
    return {
        "rnn": case(nn.RNN(4, 6), whole, x=draw(*x)),
        "rnn_relu": case(nn.RNN(4, 6, nonlinearity="relu"), whole, x=draw(*x), **states((1, 3, 6))),
        "rnn_deep": case(nn.RNN(4, 3, 2, bidirectional=True), whole, x=draw(*x), **states((4, 3, 3))),
        "lstm": case(nn.LSTM(4, 6), whole, x=draw(*x)),
        "lstm_state": case(nn.LSTM(4, 6, bias=False), whole, x=draw(*x), **states((1, 3, 6), (1, 3, 6))),
        "lstm_deep": case(nn.LSTM(4, 3, 2, batch_first=True, bidirectional=True), whole, x=draw(3, 5, 4),
                          **states((4, 3, 3), (4, 3, 3))),
        "lstm_projection": case(nn.LSTM(4, 5, 2, bidirectional=True, proj_size=2), whole, x=draw(*x),
                                **states((4, 3, 2), (4, 3, 5))),
        "lstm_peepholes": case(Peepholes(4, 5), whole, x=draw(*x), **states((1, 3, 5), (1, 3, 5))),
        "gru": case(nn.GRU(4, 6), whole, x=draw(*x)),
        "gru_state": case(nn.GRU(4, 6, bias=False), whole, x=draw(*x), **states((1, 3, 6))),
        "gru_deep": case(nn.GRU(4, 3, 2, batch_first=True, bidirectional=True), whole, x=draw(3, 5, 4),
                         **states((4, 3, 3))),
        "rnn_lengths": case(nn.RNN(4, 3, 2, bidirectional=True), uneven([2, 5, 4]), x=draw(*x), **states((4, 3, 3))),
        "lstm_lengths": case(nn.LSTM(4, 3, 2, bidirectional=True), uneven([2, 5, 4]), x=draw(*x),
                             **states((4, 3, 3), (4, 3, 3))),
        "lstm_projection_lengths": case(nn.LSTM(4, 5, proj_size=2, batch_first=True), uneven([3, 1, 5]),
                                        x=draw(3, 5, 4), **states((1, 3, 2), (1, 3, 5))),
        "gru_lengths": case(nn.GRU(4, 3, 2, bidirectional=True), uneven([2, 5, 4]), x=draw(*x), **states((4, 3, 3)))}


def cells():
    return {
        "rnn_cell": case(nn.RNNCell(4, 6), step, x=draw(3, 4), **states((3, 6))),
        "rnn_relu_cell": case(nn.RNNCell(4, 6, nonlinearity="relu"), step, x=draw(3, 4), **states((3, 6))),
        "lstm_cell": case(nn.LSTMCell(4, 6), step, x=draw(3, 4), **states((3, 6), (3, 6))),
        "gru_cell": case(nn.GRUCell(4, 6), step, x=draw(3, 4), **states((3, 6)))}


if __name__ == "__main__":
    write("recurrent", {**layers(), **cells()})
