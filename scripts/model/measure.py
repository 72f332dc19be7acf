"""Measures ONNX Runtime's own Python binding with the demo's model: one line of JSON, times in seconds."""

import argparse
import json
import pathlib
import time

import classify
import numpy


def infer(runner, pipeline, photo):
    """The most probable labels of the picture at `photo`, from the file to the words."""
    image = pipeline["image"]
    logits = runner.run(None, {runner.get_inputs()[0].name: classify.prepare(image, photo)})[0][0]
    weights = numpy.exp(logits - logits.max())
    probabilities = weights / weights.sum()
    return [pipeline["labels"][index] for index in numpy.argsort(-probabilities)[: pipeline["top"]]]


def timed(work):
    """What `work` returns, and how long it took."""
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("model", "pipeline", "photo"):
        parser.add_argument(name, type=pathlib.Path)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--calls", type=int, default=20)
    arguments = parser.parse_args()

    # Reading the file is not part of loading: ours comes from memory, too.
    model = arguments.model.read_bytes()
    pipeline = json.loads(arguments.pipeline.read_text())
    runner, load = timed(lambda: classify.session(model, arguments.threads))
    for _ in range(3):
        labels = infer(runner, pipeline, arguments.photo)
    calls = [timed(lambda: infer(runner, pipeline, arguments.photo))[1] for _ in range(arguments.calls)]
    print(json.dumps({"load": load, "calls": calls, "labels": labels}))


if __name__ == "__main__":
    main()
