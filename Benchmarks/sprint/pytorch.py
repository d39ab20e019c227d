"""The recipe `mnist-sprint` in PyTorch: trains on MNIST, evaluates once, saves the model, prints a JSON line."""

import argparse
import gzip
import json
import os

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

BATCH, EPOCHS, RATE, MOMENTUM, SMOOTHING = 128, 1, 0.4, 0.9, 0.05


def network():
    return nn.Sequential(
        nn.Conv2d(1, 8, 5, stride=2, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
        nn.Conv2d(8, 16, 3, bias=False), nn.MaxPool2d(2), nn.BatchNorm2d(16), nn.ReLU(),
        nn.Flatten(), nn.Linear(16 * 5 * 5, 64, bias=False), nn.BatchNorm1d(64), nn.ReLU(),
        nn.Linear(64, 10))


def examples(directory, part):
    """Images of one channel, in bytes, and their labels."""
    images = idx(directory, f"{part}-images-idx3-ubyte", 16).reshape(-1, 1, 28, 28)
    return images, torch.from_numpy(idx(directory, f"{part}-labels-idx1-ubyte", 8).astype(np.int64))


def idx(directory, name, header):
    path = os.path.join(directory, name)
    with open(path, "rb") if os.path.exists(path) else gzip.open(path + ".gz", "rb") as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def standardized(images, mean, deviation):
    return torch.from_numpy((images.astype(np.float32) - mean) / deviation)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", help="directory of the four IDX files")
    parser.add_argument("model", help="where the model is saved")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    images, labels = examples(arguments.data, "train")
    counts = np.bincount(images.reshape(-1), minlength=256) / images.size
    mean = np.float32(counts @ np.arange(256))
    deviation = np.float32(np.sqrt(counts @ (np.arange(256) - mean) ** 2))
    inputs = standardized(images, mean, deviation)
    model = network()
    optimizer = torch.optim.SGD(model.parameters(), RATE, MOMENTUM, nesterov=True)
    steps = -(-len(inputs) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, RATE, total_steps=EPOCHS * steps, cycle_momentum=False)
    for _ in range(EPOCHS):
        for chosen in torch.randperm(len(inputs)).split(BATCH):
            optimizer.zero_grad()
            scores = model(inputs[chosen])
            F.cross_entropy(scores, labels[chosen], label_smoothing=SMOOTHING).backward()
            optimizer.step()
            schedule.step()
    model.eval()
    images, labels = examples(arguments.data, "t10k")
    with torch.inference_mode():
        parts = zip(standardized(images, mean, deviation).split(500), labels.split(500))
        right = sum((model(inputs).argmax(1) == labels).sum().item() for inputs, labels in parts)
    torch.save(model.state_dict(), arguments.model)
    print(json.dumps({"accuracy": right / len(labels)}))


if __name__ == "__main__":
    main()
