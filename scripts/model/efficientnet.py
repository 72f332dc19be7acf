"""EfficientNet-Lite0 (224 × 224, 1000 classes) as an ONNX graph, batch normalisation folded into the convolutions.

Source of the architecture: tensorflow/tpu, models/official/efficientnet/lite. Its weights come from TensorFlow, so
padding is "same" in TensorFlow's sense (an odd pixel goes to the right and bottom).
"""

import numpy

import onnx_format

SIZE = 224
EPSILON = 1e-3  # batch_norm_epsilon
# repeats, kernel, stride of the first, expansion, output channels
STAGES = [(1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112), (4, 5, 2, 6, 192), (1, 3, 1, 6, 320)]


class _Graph:
    """Nodes and weights in the order of the computation."""

    def __init__(self, weights):
        self.weights, self.unused = weights, {name for name in weights if not name.endswith("num_batches_tracked")}
        self.nodes, self.tensors = [], []

    def take(self, name):
        self.unused.remove(name)
        return self.weights[name]

    def add(self, operator, inputs, output, **attributes):
        self.nodes.append(onnx_format.node(operator, inputs, output, **attributes))
        return output

    def constant(self, name, array):
        self.tensors.append(onnx_format.tensor(name, array))
        return name

    def convolution(self, name, source, convolution, normalisation, size, stride=1, activation=True):
        """A convolution with its folded normalisation; returns its output's name and width."""
        kernel = self.take(f"{convolution}.weight")
        gain, shift, mean, variance = (
            self.take(f"{normalisation}.{part}").astype(numpy.float64) for part in ("weight", "bias", "running_mean", "running_var")
        )
        scale = gain / numpy.sqrt(variance + EPSILON)
        weight = self.constant(f"{name}.weight", kernel.astype(numpy.float64) * scale[:, None, None, None])
        bias = self.constant(f"{name}.bias", shift - mean * scale)
        width, out = kernel.shape[2], -(-size // stride)
        padding = max((out - 1) * stride + width - size, 0)
        before, after = padding // 2, padding - padding // 2
        output = self.add(
            "Conv",
            [source, weight, bias],
            name,
            kernel_shape=[width, width],
            strides=[stride, stride],
            pads=[before, before, after, after],
            group=kernel.shape[0] if "depthwise" in convolution else 1,
        )
        return (self.add("Clip", [output, "zero", "six"], f"{name}.relu6") if activation else output), out

    def block(self, index, source, size, stride, expansion, residual):
        """An inverted bottleneck without squeeze and excitation."""
        prefix, name, expanded = f"_blocks.{index}", f"block{index}", source
        if expansion != 1:
            expanded, size = self.convolution(f"{name}.expand", source, f"{prefix}._expand_conv", f"{prefix}._bn0", size)
        inner, size = self.convolution(f"{name}.depthwise", expanded, f"{prefix}._depthwise_conv", f"{prefix}._bn1", size, stride)
        output, size = self.convolution(f"{name}.project", inner, f"{prefix}._project_conv", f"{prefix}._bn2", size, activation=False)
        return (self.add("Add", [output, source], f"{name}.sum") if residual else output), size


def build(weights):
    """The bytes of the ONNX model made of the checkpoint's tensors; every tensor must have found its place."""
    graph = _Graph(weights)
    graph.constant("zero", numpy.float32(0).reshape(()))
    graph.constant("six", numpy.float32(6).reshape(()))
    flow, size = graph.convolution("stem", "image", "_conv_stem", "_bn0", SIZE, stride=2)
    index, channels = 0, 32
    for repeats, _, stride, expansion, width in STAGES:
        for repeat in range(repeats):
            step = stride if repeat == 0 else 1
            flow, size = graph.block(index, flow, size, step, expansion, residual=step == 1 and channels == width)
            index, channels = index + 1, width
    flow, size = graph.convolution("head", flow, "_conv_head", "_bn1", size)
    flow = graph.add("GlobalAveragePool", [flow], "pooled")
    flow = graph.add("Flatten", [flow], "features", axis=1)
    classes = graph.take("_fc.weight")
    weight, bias = graph.constant("classes.weight", classes), graph.constant("classes.bias", graph.take("_fc.bias"))
    graph.add("Gemm", [flow, weight, bias], "logits", transB=1)
    if graph.unused:
        raise ValueError(f"the checkpoint holds tensors that the network has no place for: {sorted(graph.unused)}")
    return onnx_format.model(
        "efficientnet-lite0",
        graph.nodes,
        graph.tensors,
        [onnx_format.value("image", (1, 3, SIZE, SIZE))],
        [onnx_format.value("logits", (1, classes.shape[0]))],
        opset=17,
    )
