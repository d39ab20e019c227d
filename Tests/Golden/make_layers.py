"""Writes more_layers.safetensors: layers with their parameters, outputs and gradients."""

import torch
from torch import nn

from golden import Draw, write

draw = Draw(14)


def case(layer, x, **arguments):
    """A layer with drawn parameters, applied to `x` and further tensors, of which those of floats have gradients too."""
    layer = layer.double()
    layer.load_state_dict({name: draw(*value.shape) if value.is_floating_point() else value
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


if __name__ == "__main__":
    write("more_layers", {**weighted_sums(), **poolings(), **adaptive_poolings(), **embeddings(),
                          **normalizations(), "upsample": resamplings(), **rearrangements(), **divisors(), **last_offsets()})
