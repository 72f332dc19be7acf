"""Runs an image pipeline with ONNX Runtime's own Python binding: the reference for what the function computes."""

import numpy
import onnxruntime
from PIL import Image

FILTERS = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}


def prepare(image, photo):
    """The model's input for the picture at `photo`: shorter side resized, centre cropped, normalised, 1 × 3 × size × size."""
    picture = Image.open(photo).convert("RGB")
    scale = image["resize"] / min(picture.size)
    picture = picture.resize([round(side * scale) for side in picture.size], FILTERS[image["interpolation"]])
    left, top = ((side - image["crop"]) // 2 for side in picture.size)
    picture = picture.crop((left, top, left + image["crop"], top + image["crop"]))
    pixels = numpy.asarray(picture, numpy.float32) / 255
    pixels = (pixels - numpy.float32(image["mean"])) / numpy.float32(image["std"])
    return numpy.ascontiguousarray(pixels.transpose(2, 0, 1)[None])


def session(model, threads=1):
    """A session on the model's bytes with this many threads."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options)


def classify(model, pipeline, photo):
    """The most probable labels of the picture at `photo`, each with its probability."""
    runner = session(model)
    logits = runner.run(None, {runner.get_inputs()[0].name: prepare(pipeline["image"], photo)})[0][0].astype(numpy.float64)
    weights = numpy.exp(logits - logits.max())
    probabilities = weights / weights.sum()
    return [(pipeline["labels"][index], probabilities[index]) for index in numpy.argsort(-probabilities)[: pipeline["top"]]]
