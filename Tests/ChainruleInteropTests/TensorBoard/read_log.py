"""Reads the log of a directory with TensorBoard's own reader and prints what it finds as JSON."""

import io
import json
import sys

from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.plugin_event_accumulator import (
    EventAccumulator as PluginEventAccumulator,
)
from tensorboard.util import tensor_util

directory = sys.argv[1]
everything = {"scalars": 0, "histograms": 0, "images": 0, "tensors": 0}
log = EventAccumulator(directory, size_guidance=everything).Reload()
# What the program itself reads with: old forms become tensors that belong to plugins.
plugins = PluginEventAccumulator(directory, size_guidance={"tensors": 0}).Reload()


def tags_of(plugin):
    return plugins.PluginTagToContent(plugin) if plugin in plugins.ActivePlugins() else {}


def picture(event):
    image = Image.open(io.BytesIO(event.encoded_image_string))
    return {
        "step": event.step,
        "size": [event.width, event.height],
        "decodedSize": list(image.size),
        "mode": image.mode,
        "pixels": list(image.tobytes()),
    }


def histogram(event):
    value = event.histogram_value
    return {
        "step": event.step,
        "summary": [value.min, value.max, value.num, value.sum, value.sum_squares],
        "limits": list(value.bucket_limit),
        "counts": list(value.bucket),
    }


def node(node):
    shape = node.attr["_output_shapes"].list.shape[0]
    return {
        "operation": node.op,
        "inputs": list(node.input),
        "shape": [dim.size for dim in shape.dim],
    }


tags = log.Tags()
print(
    json.dumps(
        {
            "scalars": {
                tag: [{"step": event.step, "value": event.value} for event in log.Scalars(tag)]
                for tag in tags["scalars"]
            },
            "histograms": {
                tag: [histogram(event) for event in log.Histograms(tag)] for tag in tags["histograms"]
            },
            "images": {tag: [picture(event) for event in log.Images(tag)] for tag in tags["images"]},
            "graph": {each.name: node(each) for each in log.Graph().node} if tags["graph"] else {},
            "texts": {
                tag: [
                    tensor_util.make_ndarray(event.tensor_proto).item().decode()
                    for event in plugins.Tensors(tag)
                ]
                for tag in tags_of("text")
            },
            "pluginSteps": {
                tag: [event.step for event in plugins.Tensors(tag)]
                for plugin in ("scalars", "histograms", "images")
                for tag in tags_of(plugin)
            },
        }
    )
)
