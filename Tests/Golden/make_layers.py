"""Writes more_layers.safetensors: layers with their parameters, outputs and gradients."""

import torch
from torch import nn

from golden import Draw, write

draw = Draw(14)


def case(layer, x, scale=1, **arguments):
    """A layer with drawn parameters, times `scale`, applied to `x` and further tensors, of which those of floats have gradients too."""
    layer = layer.double()
    layer.load_state_dict({name: draw(*value.shape) * scale if value.is_floating_point() else value
                           for name, value in layer.state_dict().items() if not name.startswith("running_")},
                          strict=False)
    inputs = {"x": x, **arguments}
    leaves = {name: value.clone().requires_grad_() if value.is_floating_point() else value
              for name, value in inputs.items()}
    parameters = {name: value.detach().clone() for name, value in layer.named_parameters()}
    output = layer(*leaves.values())
    upstream = draw(*output.shape)
    output.backward(upstream)
    gradients = {f"d{name}": leaf.grad for name, leaf in leaves.items() if leaf.is_floating_point()}
    gradients.update({f"d{name}": value.grad for name, value in layer.named_parameters()})
    return {**inputs, **parameters, "output": output, "upstream": upstream, **gradients}


class Keywords(nn.Module):
    """Passes a second and third tensor by name, and lets parameters keep their names."""

    def __init__(self, layer, *names):
        super().__init__()
        self.weight, self.names = layer.weight, names
        self.function = [layer]

    def forward(self, x, *others):
        return self.function[0](x, **dict(zip(self.names, others)))


def weighted_sums():
    return {
        "bilinear": case(nn.Bilinear(3, 4, 5), draw(6, 3), second=draw(6, 4)),
        "bilinear_axes": case(nn.Bilinear(3, 2, 4, bias=False), draw(2, 3, 3), second=draw(2, 3, 2)),
        "conv_transpose1d": case(nn.ConvTranspose1d(4, 6, 3, 2, 1, 1, groups=2), draw(2, 4, 5)),
        "conv_transpose2d": case(
            nn.ConvTranspose2d(3, 4, (3, 2), (2, 1), (1, 0), (1, 0), dilation=(1, 2)), draw(2, 3, 4, 3)),
        "conv_transpose2d_depthwise": case(
            nn.ConvTranspose2d(3, 3, 2, 2, groups=3, bias=False), draw(2, 3, 3, 4)),
        "conv_transpose2d_dilated": case(
            nn.ConvTranspose2d(2, 2, 2, 1, 0, 2, dilation=3), draw(1, 2, 3, 3)),
        "conv_transpose3d": case(nn.ConvTranspose3d(2, 3, 2, 2, 1, 1), draw(1, 2, 3, 2, 3)),
        "conv3d": case(nn.Conv3d(4, 4, 2, 1, 1, groups=2), draw(1, 4, 3, 2, 3)),
        "conv2d_depthwise": case(nn.Conv2d(3, 6, 3, 2, 1, groups=3), draw(2, 3, 5, 4))}


# size, kernel, stride, padding, dilation (of the maximum only); n axes take the first n entries of every column.
CEILINGS = [
    ((6, 5, 4), (3, 2, 3), (2, 2, 2), (0, 0, 0), (1, 1, 1)),
    ((7, 6, 4), (3, 3, 2), (3, 2, 3), (1, 1, 1), (1, 1, 1)),
    # The last window would start on the padding.
    ((3, 4, 3), (2, 2, 2), (2, 3, 2), (1, 1, 1), (1, 1, 1)),
    # The window is wider than the input.
    ((2, 3, 2), (3, 4, 3), (2, 3, 2), (0, 0, 0), (1, 1, 1)),
    ((8, 7, 5), (2, 3, 2), (3, 2, 2), (1, 1, 0), (3, 2, 2)),
]


def poolings():
    tree = {}
    for axes in (1, 2, 3):
        for number, row in enumerate(CEILINGS):
            size, kernel, stride, padding, dilation = (column[:axes] for column in row)
            settings = {"kernel": kernel, "stride": stride, "padding": padding}
            pool = getattr(nn, f"MaxPool{axes}d")(kernel, stride, padding, dilation, ceil_mode=True)
            tree[f"max_pool{axes}d.{number}"] = {**case(pool, draw(1, 2, *size)), **settings, "dilation": dilation}
            # PyTorch's mean of volumes, unlike that of images, takes no window that is wider than the input.
            has_means = dilation == (1,) * axes and (axes < 3 or number != 3)
            for included in (False, True) if has_means else ():
                pool = getattr(nn, f"AvgPool{axes}d")(kernel, stride, padding, True, included)
                name = f"avg_pool{axes}d.{number}.{'padding_counted' if included else 'padding_left_out'}"
                tree[name] = {**case(pool, draw(1, 2, *size)), **settings}
    return tree


def adaptive_poolings():
    tree = {}
    for kind in ("Avg", "Max"):
        name = f"adaptive_{kind.lower()}_pool"
        for axes, size, output in [(1, (10,), (7,)), (1, (3,), (5,)), (1, (12,), (4,)), (2, (7, 5), (3, 4)),
                                   (2, (6, 4), (3, 2)), (2, (4, 6), (1, 6)), (3, (5, 3, 4), (2, 3, 3))]:
            pool = getattr(nn, f"Adaptive{kind}Pool{axes}d")(output)
            x = draw(2, 2, *size)
            number = sum(key.startswith(f"{name}{axes}d.") for key in tree)
            tree[f"{name}{axes}d.{number}"] = {**case(pool, x), "size": output}
    # Equal elements: the gradient goes to the first.
    tree["adaptive_max_pool2d.3"] = {
        **case(nn.AdaptiveMaxPool2d((3, 4)), draw(2, 2, 7, 5).round().clamp(min=0)), "size": (3, 4)}
    return tree


def embeddings():
    words = torch.tensor([[1, 5, 1], [0, 2, 2], [2, 3, 2]])
    flat, offsets = torch.tensor([1, 2, 4, 1, 2, 2, 5]), torch.tensor([0, 3, 3, 4])
    tree = {"embedding_padding": case(nn.Embedding(6, 4, padding_idx=2), words)}
    for mode in ("sum", "mean", "max"):
        tree[f"embedding_bag.{mode}"] = case(nn.EmbeddingBag(6, 4, mode=mode), words)
        tree[f"embedding_bag.{mode}_padding"] = case(nn.EmbeddingBag(6, 4, mode=mode, padding_idx=2), words)
        tree[f"embedding_bag.{mode}_offsets"] = case(
            Keywords(nn.EmbeddingBag(6, 4, mode=mode), "offsets"), flat, offsets=offsets)
        tree[f"embedding_bag.{mode}_offsets_padding"] = case(
            Keywords(nn.EmbeddingBag(6, 4, mode=mode, padding_idx=2), "offsets"), flat, offsets=offsets)
    tree["embedding_bag.sum_weights"] = case(
        Keywords(nn.EmbeddingBag(6, 4, mode="sum", padding_idx=2), "per_sample_weights"), words, weights=draw(3, 3))
    tree["embedding_bag.sum_offsets_weights"] = case(
        Keywords(nn.EmbeddingBag(6, 4, mode="sum"), "offsets", "per_sample_weights"), flat, offsets=offsets,
        weights=draw(7))
    return tree


def tracked(layer, x):
    """A step of training with running statistics, and evaluation with these."""
    buffers = {"running_mean": draw(x.shape[1]), "running_var": draw(x.shape[1]).abs() + 0.5}
    layer.double().load_state_dict(buffers, strict=False)
    training = case(layer, x)
    after = {name: value.clone() for name, value in layer.named_buffers() if name in buffers}
    layer.eval()
    return {**training, "before": buffers, "after": after, "evaluation": {"output": layer(x)}}


def normalizations():
    return {
        "group_norm": case(nn.GroupNorm(2, 6), draw(3, 6, 4)),
        "group_norm_images": case(nn.GroupNorm(2, 4, eps=0.1), draw(2, 4, 3, 2)),
        "group_norm_plain": case(nn.GroupNorm(3, 6, affine=False), draw(4, 6)),
        "instance_norm1d": case(nn.InstanceNorm1d(3), draw(2, 3, 5)),
        "instance_norm2d": case(nn.InstanceNorm2d(3, eps=0.1, affine=True), draw(2, 3, 3, 2)),
        "instance_norm3d": case(nn.InstanceNorm3d(2, affine=True), draw(2, 2, 2, 3, 2)),
        "instance_norm_tracked": tracked(
            nn.InstanceNorm2d(3, momentum=0.2, affine=True, track_running_stats=True), draw(2, 3, 3, 2)),
        "batch_norm3d": tracked(nn.BatchNorm3d(3), draw(2, 3, 2, 2, 3)),
        "rms_norm": case(nn.RMSNorm(5), draw(2, 3, 5)),
        "rms_norm_axes": case(nn.RMSNorm((3, 4), eps=0.1), draw(2, 3, 4)),
        "rms_norm_plain": case(nn.RMSNorm(4, elementwise_affine=False), draw(3, 4))}


def resamplings():
    cases = {
        "nearest": (dict(scale_factor=2), (2, 2, 3, 4)),
        "nearest_size": (dict(size=(5, 2)), (2, 2, 3, 4)),
        "nearest_scale": (dict(scale_factor=(1.7, 0.6)), (1, 2, 6, 7)),
        "nearest1d": (dict(size=7), (2, 2, 3)),
        "nearest3d": (dict(scale_factor=(1, 2, 3)), (1, 2, 2, 3, 2)),
        "linear": (dict(scale_factor=2, mode="linear"), (2, 2, 5)),
        "linear_scale": (dict(scale_factor=1.3, mode="linear"), (2, 2, 6)),
        "linear_corners": (dict(size=8, mode="linear", align_corners=True), (2, 2, 5)),
        "bilinear": (dict(scale_factor=(2, 1.5), mode="bilinear"), (2, 2, 4, 3)),
        "bilinear_smaller": (dict(size=(3, 2), mode="bilinear"), (2, 2, 7, 5)),
        "bilinear_corners": (dict(scale_factor=2, mode="bilinear", align_corners=True), (2, 2, 4, 3)),
        "bilinear_corners_one": (dict(size=(1, 4), mode="bilinear", align_corners=True), (2, 2, 4, 1)),
        "trilinear": (dict(scale_factor=2, mode="trilinear"), (1, 2, 2, 3, 2)),
        "trilinear_corners": (dict(size=(3, 2, 5), mode="trilinear", align_corners=True), (1, 2, 2, 3, 2)),
        "bicubic": (dict(scale_factor=2, mode="bicubic"), (2, 2, 4, 3)),
        "bicubic_scale": (dict(scale_factor=(1.3, 0.7), mode="bicubic"), (1, 2, 6, 7)),
        "bicubic_corners": (dict(size=(7, 5), mode="bicubic", align_corners=True), (2, 2, 4, 3)),
        "nearest_exact": (dict(size=(5, 2), mode="nearest-exact"), (2, 2, 3, 4)),
        "nearest_exact_scale": (dict(scale_factor=(1.7, 0.6), mode="nearest-exact"), (1, 2, 6, 7)),
    }
    return {name: case(nn.Upsample(**settings), draw(*shape)) for name, (settings, shape) in cases.items()}


def rearrangements():
    return {"pixel_shuffle": case(nn.PixelShuffle(2), draw(2, 8, 3, 2)),
            "pixel_unshuffle": case(nn.PixelUnshuffle(3), draw(1, 2, 6, 3)),
            "zero_pad": case(nn.ZeroPad2d((1, 2, 0, 3)), draw(2, 2, 3, 2)),
            "crop": case(nn.ZeroPad2d((-1, -2, 0, -1)), draw(2, 2, 4, 5)),
            "unflatten": case(nn.Unflatten(1, (2, 3)), draw(2, 6, 2))}


def divisors():
    """Sums under windows, divided by a number; in ceil mode too."""
    tree = {}
    for axes in (1, 2, 3):
        for number, (size, kernel, stride, padding, _) in enumerate(CEILINGS[:3]):
            settings = {"kernel": kernel[:axes], "stride": stride[:axes], "padding": padding[:axes]}
            # PyTorch has no divisor of means over one axis: they are means over rows of one.
            wide = axes == 1
            pool = getattr(nn, f"AvgPool{max(2, axes)}d")(
                *(((default, *value) if wide else value) for default, value in zip((1, 1, 0), settings.values())),
                ceil_mode=number > 0, count_include_pad=number != 1, divisor_override=5)
            layer = nn.Sequential(nn.Unflatten(2, (1, -1)), pool, nn.Flatten(2)) if wide else pool
            tree[f"divided_pool{axes}d.{number}"] = {**case(layer, draw(1, 2, *size[:axes])), **settings}
    return tree


def last_offsets():
    """Bags whose offsets end with the number of indices."""
    flat, offsets = torch.tensor([1, 2, 4, 1, 2, 2, 5]), torch.tensor([0, 3, 3, 4, 7])
    return {f"embedding_bag.{mode}_last_offset": case(
        Keywords(nn.EmbeddingBag(6, 4, mode=mode, padding_idx=2, include_last_offset=True), "offsets"), flat,
        offsets=offsets) for mode in ("sum", "mean", "max")}


class Attention(nn.MultiheadAttention):
    """Self-attention, or attention to a memory; the output beside the weights of the heads."""

    def __init__(self, *arguments, causal=False, **keywords):
        super().__init__(*arguments, batch_first=True, **keywords)
        self.causal = causal

    def forward(self, x, memory=None, values=None, padding=None):
        memory = x if memory is None else memory
        mask = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).triu(1) if self.causal else None
        output, weights = super().forward(
            x, memory, memory if values is None else values, key_padding_mask=padding, attn_mask=mask,
            average_attn_weights=False)
        return torch.cat([output.flatten(1), weights.flatten(1)], 1)


class Padded(nn.Module):
    """Takes flags of padding as a second input."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x, padding):
        return self.layer(x, padding=padding.bool())


class Block(nn.TransformerEncoderLayer):
    def __init__(self, *arguments, causal=False, **keywords):
        super().__init__(*arguments, dropout=0.0, batch_first=True, **keywords)
        self.causal = causal

    def forward(self, x, padding=None):
        mask = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).triu(1) if self.causal else None
        return super().forward(x, src_mask=mask, src_key_padding_mask=padding)


class LearnedPositions(nn.Module):
    def __init__(self, count, size):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(count, size))

    def forward(self, x):
        return x + self.weight[:x.shape[-2]]


class SinusoidalPositions(nn.Module):
    def forward(self, x):
        length, size = x.shape[-2:]
        angles = torch.arange(length).double()[:, None] / 10000 ** (torch.arange(0, size + 1, 2).double() / size)
        return x + torch.stack([angles.sin(), angles.cos()], -1).flatten(1)[:, :size]


class RotaryPositions(nn.Module):
    """Products of complex numbers."""

    def forward(self, x):
        length, size = x.shape[-2:]
        angles = torch.arange(length).double()[:, None] / 10000 ** (torch.arange(0, size, 2).double() / size)
        pairs = torch.view_as_complex(x.unflatten(-1, (-1, 2)).contiguous())
        return torch.view_as_real(pairs * torch.polar(torch.ones_like(angles), angles)).flatten(-2)


def attention():
    def attending(layer, x, **arguments):
        # Smaller parameters, whose softmax is no choice of a single key and loses no digits in float32.
        return case(layer, x, scale=0.25, **arguments)

    def without_prefix(tree):
        return {name.replace("layer.", "", 1) if name.startswith("layer.") else
                name.replace("dlayer.", "d", 1): value for name, value in tree.items()}

    padding = torch.tensor([[0, 0, 0, 1], [0, 1, 0, 1]])
    tree = {
        "self": attending(Attention(6, 2), draw(2, 4, 6)),
        "causal": attending(Attention(6, 3, causal=True, bias=False), draw(2, 5, 6)),
        "memory": attending(Attention(6, 2), draw(2, 3, 6), memory=draw(2, 5, 6), values=draw(2, 5, 6)),
        "padding": without_prefix(attending(Padded(Attention(6, 2)), draw(2, 4, 6), padding=padding)),
        "causal_padding": without_prefix(
            attending(Padded(Attention(6, 2, causal=True)), draw(2, 4, 6), padding=padding)),
        "learned": attending(LearnedPositions(6, 4), draw(2, 5, 4)),
        "sinusoidal": attending(SinusoidalPositions(), draw(2, 5, 6)),
        "sinusoidal_odd": attending(SinusoidalPositions(), draw(3, 5)),
        "rotary": attending(RotaryPositions(), draw(2, 3, 5, 6)),
        "block": attending(Block(6, 2, 8, activation="gelu", norm_first=True), draw(2, 4, 6)),
        "block_causal": attending(Block(6, 3, 24, activation="gelu", norm_first=True, causal=True), draw(2, 4, 6)),
        "block_norm_last": attending(Block(6, 2, 8, activation="relu", norm_first=False), draw(2, 4, 6)),
        "block_padding": without_prefix(
            attending(Padded(Block(6, 2, 8, activation="gelu", norm_first=True)), draw(2, 4, 6), padding=padding))}
    return {"attention": tree}


if __name__ == "__main__":
    write("more_layers", {**weighted_sums(), **poolings(), **adaptive_poolings(), **embeddings(),
                          **normalizations(), "upsample": resamplings(), **rearrangements(),
                          **divisors(), **last_offsets(), **attention()})
