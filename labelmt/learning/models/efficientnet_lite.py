"""EfficientNet-Lite0 as TensorFlow's TPU models define it, parameters named as in timm.

timm has it too, but to import timm and the torchvision it needs takes 6 s on a laptop's core, which
every worker would wait for before its first prediction. A test compares the two.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from labelmt.learning.models.backbone import Backbone
from labelmt.learning.models.pretrained_weights import Report, read_lite0

EPSILON = 1e-3
STEM, HEAD, EXPANSION = 32, 1280, 6
# Repeats, kernel, first stride, channels of each group; EfficientNet-B0's without squeeze and
# excitation (Tan and Le, ICML 2019, table 1).
GROUPS = (
    (2, 3, 2, 24),
    (2, 5, 2, 40),
    (3, 3, 2, 80),
    (3, 5, 1, 112),
    (4, 5, 2, 192),
    (1, 3, 1, 320),
)

# 288 pixels, and the last block with 192 channels tapped beside the head: swept over 160 to 384
# pixels and single levels on UC Merced and Aquarium (logistic regression, 50 images to all).
# mAP 0.963 to 0.968 and 0.902 to 0.916 against 224 pixels and the head alone.
TAPS = (6, 8)


def efficientnet_lite0(pretrained: bool, _report: Report) -> Backbone:
    """Nine layer groups; the package installed with LabelMT has the weights."""
    backbone = Backbone(lite0_stages(), TAPS, width=192 + HEAD)
    if pretrained:
        backbone.load_state_dict(read_lite0(backbone.state_dict()))
    return backbone


def lite0_stages() -> list[nn.Module]:
    """Stem, seven groups of blocks and head: (n, 3, h, w) to (n, 1280, h / 32, w / 32)."""
    stages: list[nn.Module] = [
        nn.Sequential(_Conv(3, STEM, 3, stride=2), _Norm(STEM, clipped=True)),
        nn.Sequential(_DepthwiseSeparable(STEM, 16)),
    ]
    channels = 16
    for repeats, kernel, stride, out in GROUPS:
        blocks = []
        for index in range(repeats):
            blocks.append(_InvertedResidual(channels, out, kernel, 1 if index else stride))
            channels = out
        stages.append(nn.Sequential(*blocks))
    stages.append(nn.Sequential(_Conv(channels, HEAD, 1), _Norm(HEAD, clipped=True)))
    return stages


class _Conv(nn.Conv2d):
    """Without a bias, padded as TensorFlow's "SAME": the odd pixel at the right and below."""

    def __init__(
        self, inside: int, out: int, kernel: int, *, stride: int = 1, groups: int = 1
    ) -> None:
        padding = kernel // 2 if stride == 1 else 0
        super().__init__(inside, out, kernel, stride, padding, groups=groups, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        if self.stride[0] > 1:
            across = self._missing(int(x.shape[3]))
            down = self._missing(int(x.shape[2]))
            x = functional.pad(x, (across // 2, across - across // 2, down // 2, down - down // 2))
        return super().forward(x)

    def _missing(self, side: int) -> int:
        kernel, stride = self.kernel_size[0], self.stride[0]
        return max((-(-side // stride) - 1) * stride + kernel - side, 0)


class _Norm(nn.BatchNorm2d):
    """Batch norm, and then ReLU6 where ``clipped``."""

    def __init__(self, channels: int, *, clipped: bool) -> None:
        super().__init__(channels, eps=EPSILON)
        self.clipped = clipped

    def forward(self, x: Tensor) -> Tensor:
        x = super().forward(x)
        return functional.relu6(x) if self.clipped else x


class _DepthwiseSeparable(nn.Module):
    def __init__(self, inside: int, out: int) -> None:
        super().__init__()
        self.conv_dw = _Conv(inside, inside, 3, groups=inside)
        self.bn1 = _Norm(inside, clipped=True)
        self.conv_pw = _Conv(inside, out, 1)
        self.bn2 = _Norm(out, clipped=False)

    def forward(self, x: Tensor) -> Tensor:
        made: Tensor = self.bn2(self.conv_pw(self.bn1(self.conv_dw(x))))
        return made


class _InvertedResidual(nn.Module):
    def __init__(self, inside: int, out: int, kernel: int, stride: int) -> None:
        super().__init__()
        wide = inside * EXPANSION
        self.conv_pw = _Conv(inside, wide, 1)
        self.bn1 = _Norm(wide, clipped=True)
        self.conv_dw = _Conv(wide, wide, kernel, stride=stride, groups=wide)
        self.bn2 = _Norm(wide, clipped=True)
        self.conv_pwl = _Conv(wide, out, 1)
        self.bn3 = _Norm(out, clipped=False)
        self.residual = stride == 1 and inside == out

    def forward(self, x: Tensor) -> Tensor:
        made: Tensor = self.bn1(self.conv_pw(x))
        made = self.bn3(self.conv_pwl(self.bn2(self.conv_dw(made))))
        return x + made if self.residual else made
