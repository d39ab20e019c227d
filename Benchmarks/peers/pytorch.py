"""The workloads in PyTorch, with the library's own modules and optimizers: eager, or compiled by it."""

from collections import OrderedDict

from functools import partial
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from . import philox


def two_layer_sigmoid(workload):
    return nn.Sequential(OrderedDict(
        fc1=nn.Linear(1000, 100, bias=False), sigmoid=nn.Sigmoid(), fc2=nn.Linear(100, 10, bias=False)))


def mlp(workload):
    layers = OrderedDict()
    for name, shapes in workload.layers.items():
        outputs, inputs = shapes["weight"]
        layers |= {name: nn.Linear(inputs, outputs), f"relu_{name}": nn.ReLU()}
    layers.popitem()
    return nn.Sequential(layers)


def lenet(workload):
    return nn.Sequential(OrderedDict(
        conv1=nn.Conv2d(1, 20, 5), pool1=nn.MaxPool2d(2), conv2=nn.Conv2d(20, 50, 5), pool2=nn.MaxPool2d(2),
        flatten=nn.Flatten(), fc1=nn.Linear(800, 500), relu=nn.ReLU(), fc2=nn.Linear(500, 10)))


def convnet_bn(workload):
    layers = OrderedDict()
    channels = [3, 64, 64, 128, 128, 256, 256]
    for n in range(1, 7):
        layers[f"conv{n}"] = nn.Conv2d(channels[n - 1], channels[n], 3, padding=1, bias=False)
        layers[f"norm{n}"] = nn.BatchNorm2d(channels[n])
        layers[f"relu{n}"] = nn.ReLU(inplace=True)
        if n % 2 == 0:
            layers[f"pool{n}"] = nn.MaxPool2d(2)
    return nn.Sequential(layers | {"flatten": nn.Flatten(), "fc": nn.Linear(256 * 4 * 4, 10)})


def alexnet(workload):
    def norm():
        return nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=2)
    return nn.Sequential(OrderedDict(
        conv1=nn.Conv2d(3, 96, 11, stride=4), relu1=nn.ReLU(inplace=True), norm1=norm(),
        pool1=nn.MaxPool2d(3, stride=2),
        conv2=nn.Conv2d(96, 256, 5, padding=2, groups=2), relu2=nn.ReLU(inplace=True), norm2=norm(),
        pool2=nn.MaxPool2d(3, stride=2),
        conv3=nn.Conv2d(256, 384, 3, padding=1), relu3=nn.ReLU(inplace=True),
        conv4=nn.Conv2d(384, 384, 3, padding=1, groups=2), relu4=nn.ReLU(inplace=True),
        conv5=nn.Conv2d(384, 256, 3, padding=1, groups=2), relu5=nn.ReLU(inplace=True),
        pool5=nn.MaxPool2d(3, stride=2), flatten=nn.Flatten(),
        fc1=nn.Linear(9216, 4096), relu6=nn.ReLU(inplace=True), dropout1=nn.Dropout(0.5),
        fc2=nn.Linear(4096, 4096), relu7=nn.ReLU(inplace=True), dropout2=nn.Dropout(0.5),
        fc3=nn.Linear(4096, 1000)))


def tanh_forward(workload):
    layers = OrderedDict()
    for n in range(1, 11):
        layers |= {f"fc{n}": nn.Linear(500, 500, bias=False), f"tanh{n}": nn.Tanh()}
    return nn.Sequential(layers)


class TextCNN(nn.Module):
    def __init__(self, workload):
        super().__init__()
        self.embedding = nn.Embedding(18758, 128)
        self.conv3, self.conv4, self.conv5 = (nn.Conv1d(128, 128, width) for width in (3, 4, 5))
        self.dropout = nn.Dropout(0.5)
        self.fc = nn.Linear(3 * 128, 2)

    def forward(self, tokens):
        words = self.embedding(tokens).transpose(1, 2)
        features = [F.relu(conv(words)).max(dim=2).values for conv in (self.conv3, self.conv4, self.conv5)]
        return self.fc(self.dropout(torch.cat(features, dim=1)))


class CharacterNetwork(nn.Module):
    def __init__(self, workload):
        super().__init__()
        size = workload.layers["embedding"]["weight"][1]
        self.embedding = nn.Embedding(65, size)
        self.recurrent = (nn.GRU if "gru" in workload.name else nn.LSTM)(size, size, 2)
        self.fc = nn.Linear(size, 65)

    def forward(self, characters):
        outputs, _ = self.recurrent(self.embedding(characters))
        return self.fc(outputs).flatten(0, 1)


class CharacterSample(CharacterNetwork):
    """The sum of the best scores of 2000 characters, each the one that the characters before it suggest."""

    def forward(self, characters):
        state, total = None, 0
        for _ in range(2000):
            outputs, state = self.recurrent(self.embedding(characters.view(1, -1)), state)
            best, characters = self.fc(outputs[0]).max(dim=1)
            total = total + best.sum()
        return total


class TransformerBlock(nn.Module):
    def __init__(self, size, heads):
        super().__init__()
        # Only its parameters are used: its own forward pass transposes more.
        self.self_attn = nn.MultiheadAttention(size, heads)
        self.linear1, self.linear2 = nn.Linear(size, 4 * size), nn.Linear(4 * size, size)
        self.norm1, self.norm2 = nn.LayerNorm(size), nn.LayerNorm(size)
        self.heads = heads

    def forward(self, x):
        projected = F.linear(self.norm1(x), self.self_attn.in_proj_weight, self.self_attn.in_proj_bias)
        query, key, value = projected.unflatten(2, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        attended = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + self.self_attn.out_proj(attended.transpose(1, 2).flatten(2))
        return x + self.linear2(F.gelu(self.linear1(self.norm2(x))))


class CharacterTransformer(nn.Module):
    def __init__(self, workload):
        super().__init__()
        length, size = workload.layers["positions"]["weight"]
        self.embedding, self.positions = nn.Embedding(65, size), nn.Embedding(length, size)
        self.blocks = nn.Sequential(*(TransformerBlock(size, 6) for _ in range(6)))
        self.norm, self.fc = nn.LayerNorm(size), nn.Linear(size, 65)

    def forward(self, characters):
        x = self.embedding(characters) + self.positions.weight
        return self.fc(self.norm(self.blocks(x))).flatten(0, 1)


class ResidualBlock(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        stride = 1 if inputs == outputs else 2
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None if stride == 1 else nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        residual = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)), inplace=True)))
        residual += x if self.downsample is None else self.downsample(x)
        return F.relu(residual, inplace=True)


def resnet_18(workload):
    layers = OrderedDict(
        conv1=nn.Conv2d(3, 64, 7, 2, padding=3, bias=False), bn1=nn.BatchNorm2d(64), relu=nn.ReLU(inplace=True),
        pool=nn.MaxPool2d(3, 2, padding=1))
    inputs = 64
    for stage, outputs in enumerate((64, 128, 256, 512), start=1):
        layers[f"layer{stage}"] = nn.Sequential(ResidualBlock(inputs, outputs), ResidualBlock(outputs, outputs))
        inputs = outputs
    return nn.Sequential(layers | {"mean": nn.AdaptiveAvgPool2d(1), "flatten": nn.Flatten(), "fc": nn.Linear(512, 1000)})


def vgg_11(workload):
    layers = OrderedDict()
    channels = [3, 64, 128, 256, 256, 512, 512, 512, 512]
    for n in range(1, 9):
        layers[f"conv{n}"] = nn.Conv2d(channels[n - 1], channels[n], 3, padding=1)
        layers[f"relu{n}"] = nn.ReLU(inplace=True)
        if n in (1, 2, 4, 6, 8):
            layers[f"pool{n}"] = nn.MaxPool2d(2)
    return nn.Sequential(layers | OrderedDict(
        flatten=nn.Flatten(), fc1=nn.Linear(2048, 4096), relu9=nn.ReLU(inplace=True), dropout1=nn.Dropout(0.5),
        fc2=nn.Linear(4096, 4096), relu10=nn.ReLU(inplace=True), dropout2=nn.Dropout(0.5),
        fc3=nn.Linear(4096, 1000)))


def autoencoder(workload):
    layers = OrderedDict()
    for name, shapes in workload.layers.items():
        outputs, inputs = shapes["weight"]
        layers[name] = nn.Linear(inputs, outputs)
        if outputs not in (30, 784):
            layers[f"sigmoid_{name}"] = nn.Sigmoid()
    return nn.Sequential(layers)


def sgd(parameters, lr=0.01, **options):
    return torch.optim.SGD(parameters, lr=lr, momentum=0.9, **options)


def adam(parameters, **options):
    return torch.optim.Adam(parameters, lr=1e-3, **options)


#: By workload: the model, the loss and the optimizer.
TRAINING = {
    "two-layer-sigmoid": (two_layer_sigmoid, nn.MSELoss(reduction="sum"),
                  lambda parameters, **options: torch.optim.SGD(parameters, lr=1e-4, **options)),
    "mlp": (mlp, nn.CrossEntropyLoss(), sgd),
    "lenet": (lenet, nn.CrossEntropyLoss(), sgd),
    "convnet-bn": (convnet_bn, nn.CrossEntropyLoss(), partial(sgd, lr=0.001)),
    "alexnet": (alexnet, nn.CrossEntropyLoss(), sgd),
    "resnet-18": (resnet_18, nn.CrossEntropyLoss(), partial(sgd, lr=1e-4)),
    "vgg-11": (vgg_11, nn.CrossEntropyLoss(), sgd),
    "autoencoder": (autoencoder, nn.MSELoss(), sgd),
    "text-cnn": (TextCNN, nn.CrossEntropyLoss(), adam),
    "char-lstm-512": (CharacterNetwork, nn.CrossEntropyLoss(), adam),
    "char-lstm-128": (CharacterNetwork, nn.CrossEntropyLoss(), adam),
    "char-gru-256": (CharacterNetwork, nn.CrossEntropyLoss(), adam),
    "transformer-char": (CharacterTransformer, nn.CrossEntropyLoss(), adam),
}

#: By workload: the model, and how its result is read.
INFERENCE = {
    "tanh-forward": (tanh_forward, lambda output: output.sum().item()),
    "lenet-latency": (lenet, lambda output: sum(output[0].tolist())),
    "char-rnn-sample": (CharacterSample, lambda total: total.item()),
}


class ReplayedDropout(nn.Module):
    """Dropout with the masks of Chainrule's next draws."""

    def __init__(self, p, draws):
        super().__init__()
        self.p, self.draws = p, draws

    # Masks are NumPy's, which would be compiled too.
    @torch.compiler.disable
    def forward(self, input):
        mask = philox.uniform(input.numel(), *next(self.draws)).reshape(input.shape) >= self.p
        return input * torch.from_numpy(mask) / (1 - self.p)


def replay_dropout(model, draws):
    for name, module in list(model.named_children()):
        if isinstance(module, nn.Dropout):
            setattr(model, name, ReplayedDropout(module.p, draws))


def nudged(value):
    """Every number replaced by its next larger or next smaller one, at random."""
    up = np.random.default_rng(0).random(value.shape) < 0.5
    return np.nextafter(value, np.where(up, np.inf, -np.inf).astype(value.dtype))


def model_for(workload):
    return (TRAINING | INFERENCE)[workload.name][0](workload)


def step_of(workload, start, channels_last=False, compiled=False, fused=None, dtype="float32", nudge=False):
    """A function that runs one step and returns its loss.

    compiled: the loss and the optimizer's step, or the model that runs forward only, by torch.compile.
    fused: the optimizer's option; None leaves the choice to PyTorch, as most users do.
    nudge: move every parameter to a neighbouring number first.
    """
    if workload.name == "scalar-graph":
        return scalar_graph
    dtype = getattr(torch, dtype)
    model = model_for(workload).to(dtype)
    # The one thing not in the start is a batch norm's count of batches.
    missing, surplus = model.load_state_dict(
        {name: torch.from_numpy(nudged(value) if nudge else value) for name, value in start.state.items()},
        strict=False)
    assert not surplus and all(name.endswith("num_batches_tracked") for name in missing)
    inputs = [torch.from_numpy(value).to(dtype if value.dtype == "float32" else torch.int64, copy=True)
              for value in start.inputs]
    if channels_last:
        model = model.to(memory_format=torch.channels_last)
        inputs[0] = inputs[0].contiguous(memory_format=torch.channels_last)
    accelerated = torch.compile if compiled else lambda function: function
    if workload.forward_only:
        return inference(accelerated(model.eval()), inputs[0], INFERENCE[workload.name][1])
    if start.dropout_keys is not None:
        replay_dropout(model, philox.draws(start.dropout_keys, workload.dropout_layers))
    _, criterion, optimizer = TRAINING[workload.name]
    model.train()
    optimizer = optimizer(model.parameters(), fused=fused)
    loss_of = accelerated(lambda input, target: criterion(model(input), target))
    return training(loss_of, optimizer, accelerated(optimizer.step), *inputs)


def training(loss_of, optimizer, update, input, target):
    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(input, target)
        loss.backward()
        update()
        return loss.item()
    return step


def inference(model, input, read):
    @torch.inference_mode()
    def step():
        return read(model(input))
    return step


def scalar_graph():
    x = torch.tensor(-2.0, requires_grad=True)
    y = torch.tensor(5.0, requires_grad=True)
    z = torch.tensor(-4.0, requires_grad=True)
    f = (x + y) * z
    f.backward()
    return f.item() + x.grad.item() + y.grad.item() + z.grad.item()
