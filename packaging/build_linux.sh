#!/usr/bin/env bash
# All Linux artefacts from a clean clone: bash packaging/build_linux.sh OUT
#
# OUT/labelmt/                          the bundle
# OUT/labelmt-VERSION-linux-ARCH.tar.gz
# OUT/labelmt_VERSION_ARCH.deb
#
# QUICK=1 packs lightly, for who tries the scripts.
#
# Needs uv, and the libraries that Qt loads on this system. Build on the oldest system that is to be
# served: the bundle needs the C library of this one, or a newer one.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
out=$(mkdir -p "${1:?where to}" && cd "$1" && pwd)
cd "$root"
most_mb=250
work=$out/work
rm -rf "$out/labelmt" "$work"

# Without the groups for developers, and without what learns: what is not there cannot slip in, and
# need not be fetched.
export UV_PROJECT_ENVIRONMENT=$work/environment
learning='torch.*|nvidia-.*|cuda-.*|triton|openvino.*|scipy|scikit-learn|safetensors|efficientnet-.*'
left_out=()
while read -r name; do
    left_out+=(--no-install-package "$name")
done < <(sed -nE "s/^name = \"($learning)\"/\1/p" uv.lock | sort -u)
uv sync --frozen --quiet --no-editable --no-dev --extra dicom --extra team --group packaging "${left_out[@]}"
# What Qt lacks here the bundle would lack everywhere, and PyInstaller only warns of it.
qt=$("$UV_PROJECT_ENVIRONMENT/bin/python" -c 'import PySide6; print(PySide6.__path__[0])')/Qt/plugins
lacking=$(ldd "$qt"/platforms/libq{xcb,wayland,offscreen}*.so | sed -n 's/ => not found//p' | sort -u | xargs)
[ -z "$lacking" ] || { echo "install first, for Qt's windows: $lacking" >&2; exit 1; }
version=$("$UV_PROJECT_ENVIRONMENT/bin/python" -c 'import labelmt; print(labelmt.__version__)')
echo "== bundle of $version"
"$UV_PROJECT_ENVIRONMENT/bin/python" -m PyInstaller --noconfirm --log-level WARN \
    --distpath "$out" --workpath "$work/pyinstaller" packaging/labelmt.spec
bundle=$out/labelmt
# The interpreter and some wheels come with their symbols. What auditwheel has patched is left as it
# is: strip breaks some of that.
find "$bundle/_internal" \( -name 'libpython*.so*' -o -path '*/lib-dynload/*.so' \
    -o -path '*/sqlalchemy/*.so' -o -path '*/yaml/*.so' -o -path '*/watchfiles/*.so' \) \
    -exec strip --strip-unneeded {} +
install -m 644 LICENSE "$bundle/LICENSE"
chmod -R u=rwX,go=rX "$bundle"
size=$(du -s --apparent-size --block-size=1000000 "$bundle" | cut -f1)
echo "unpacked: $size MB"
[ "$size" -le "$most_mb" ] || { echo "more than $most_mb MB" >&2; exit 1; }

case $(uname -m) in
    x86_64) arch=amd64 ;;
    aarch64) arch=arm64 ;;
    *) arch=$(uname -m) ;;
esac

echo "== tar.gz"
tarball=$out/labelmt-$version-linux-$(uname -m).tar.gz
tar --owner=0 --group=0 --sort=name -C "$out" -cf - labelmt | gzip "-${QUICK:-9}n" >"$tarball"

echo "== deb"
tree=$work/deb
share=$tree/usr/share
mkdir -p "$tree/DEBIAN" "$tree/opt" "$tree/usr/bin" "$share/doc/labelmt"
cp -al "$bundle" "$tree/opt/labelmt" 2>/dev/null || cp -a "$bundle" "$tree/opt/labelmt"
ln -s /opt/labelmt/labelmt "$tree/usr/bin/labelmt"
ln -s /opt/labelmt/labelmt "$tree/usr/bin/labelmt-window"
desktop=resources/desktop
install -D -m 644 -t "$share/applications" "$desktop/labelmt.desktop"
install -D -m 644 -t "$share/metainfo" "$desktop/org.labelmt.LabelMT.metainfo.xml"
install -D -m 644 -t "$share/mime/packages" "$desktop/labelmt-project.xml"
for icon in resources/icons/labelmt-*.png; do
    edge=${icon##*-}
    edge=${edge%.png}
    install -D -m 644 "$icon" "$share/icons/hicolor/${edge}x$edge/apps/labelmt.png"
done
install -D -m 644 resources/icons/labelmt.svg "$share/icons/hicolor/scalable/apps/labelmt.svg"
cat >"$share/doc/labelmt/copyright" <<TEXT
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: LabelMT

Files: *
Copyright: LabelMT maintainers
License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.
 Licences of the libraries inside: /opt/labelmt/_internal/*/licenses and *.dist-info.
TEXT
cat >"$tree/DEBIAN/control" <<TEXT
Package: labelmt
Version: $version
Architecture: $arch
Maintainer: LabelMT maintainers <maintainers@labelmt.invalid>
Installed-Size: $(du -s --apparent-size --block-size=1024 "$tree/opt" | cut -f1)
Depends: libc6 (>= $(ldd --version | sed -n '1s/.* //p')), libstdc++6, libgcc-s1, libegl1, libgl1, libxkbcommon0, libfontconfig1, libdbus-1-3, libxcb-cursor0, libwayland-cursor0
Section: graphics
Priority: optional
Description: Label images while a model learns beside you
 LabelMT gives images labels of several tasks at once. A model learns from what
 has been labelled so far and suggests the rest. The learning engine, which is
 large, is fetched when it is first asked for.
TEXT
packed=(-Zxz)
[ -z "${QUICK:-}" ] || packed=(-Zgzip -z1)
dpkg-deb --root-owner-group "${packed[@]}" --build "$tree" "$out/labelmt_${version}_$arch.deb" >/dev/null

rm -rf "$work"
ls -l --block-size=1000000 "$out"
