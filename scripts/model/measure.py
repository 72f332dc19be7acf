"""Measures ONNX Runtime's own Python binding with the demo's model.

Says how long loading took and what the labels are, then answers each line of its input with the seconds of one inference.
"""

import argparse
import json
import pathlib
import sys
import time

import classify
import numpy

WARM_UP = 5


def infer(runner, pipeline, photo):
    """The most probable labels of the picture at `photo`, from the file to the words."""
    logits = runner.run(None, {runner.get_inputs()[0].name: classify.prepare(pipeline["image"], photo)})[0][0]
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
    arguments = parser.parse_args()

    # Reading the file is not part of loading.
    model = arguments.model.read_bytes()
    pipeline = json.loads(arguments.pipeline.read_text())
    runner, load = timed(lambda: classify.session(model, arguments.threads))
    for _ in range(WARM_UP):
        labels = infer(runner, pipeline, arguments.photo)
    print(json.dumps({"load": load, "labels": labels}), flush=True)
    for _ in sys.stdin:
        print(timed(lambda: infer(runner, pipeline, arguments.photo))[1], flush=True)


if __name__ == "__main__":
    main()
