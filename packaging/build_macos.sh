#!/usr/bin/env bash
# NOT RUN YET: written on Linux, where neither PyInstaller's macOS bundle nor hdiutil is to be had.
#
# The .app and a .dmg of it, for the processor that this runs on: bash packaging/build_macos.sh OUT
# Signs and notarizes where SIGNING_IDENTITY (and NOTARY_PROFILE, of notarytool) are set.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
out=$(mkdir -p "${1:?where to}" && cd "$1" && pwd)
cd "$root"
work=$out/work
rm -rf "$out/LabelMT.app" "$out/labelmt" "$work"
export UV_PROJECT_ENVIRONMENT=$work/environment
uv sync --frozen --quiet --no-editable --no-dev --extra dicom --extra team --group packaging
python=$UV_PROJECT_ENVIRONMENT/bin/python
version=$("$python" -c 'import labelmt; print(labelmt.__version__)')

iconset=$work/labelmt.iconset
mkdir -p "$iconset"
for edge in 16 32 128 256; do
    cp "resources/icons/labelmt-$edge.png" "$iconset/icon_${edge}x$edge.png"
done
cp resources/icons/labelmt-32.png "$iconset/icon_16x16@2x.png"
cp resources/icons/labelmt-64.png "$iconset/icon_32x32@2x.png"
cp resources/icons/labelmt-256.png "$iconset/icon_128x128@2x.png"
iconutil --convert icns --output "$work/labelmt.icns" "$iconset"

LABELMT_ICON=$work/labelmt.icns "$python" -m PyInstaller --noconfirm --log-level WARN \
    --distpath "$out" --workpath "$work/pyinstaller" packaging/labelmt.spec
rm -rf "$out/labelmt" # the same as a folder
if [ -n "${SIGNING_IDENTITY:-}" ]; then
    codesign --force --deep --timestamp --options runtime \
        --entitlements packaging/macos_entitlements.plist --sign "$SIGNING_IDENTITY" "$out/LabelMT.app"
fi
image=$out/LabelMT-$version-macos-$(uname -m).dmg
mkdir "$work/image"
cp -R "$out/LabelMT.app" "$work/image/"
ln -s /Applications "$work/image/Applications"
hdiutil create -volname LabelMT -srcfolder "$work/image" -ov -format UDZO "$image"
if [ -n "${NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
fi
rm -rf "$work"
