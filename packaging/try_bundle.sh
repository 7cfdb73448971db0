#!/usr/bin/env bash
# Tries what build_linux.sh made, as somebody has it who has nothing else:
#
#   bash packaging/try_bundle.sh OUT [--engine SOURCE] [--deb]
#
# An empty environment, an empty home, no Python on the PATH, a plain user. Images are opened,
# labelled in the window by keys where there are Xvfb and xdotool, exported; the window is closed
# and opened again. --engine installs the learning engine (SOURCE: "network", a folder of wheels, or
# a Python that has torch) and trains. --deb installs and removes the package in a bare Debian made
# by debootstrap; that needs root.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
out=$(cd "${1:?what build_linux.sh made}" && pwd)
shift
engine='' deb=''
while [ $# -gt 0 ]; do
    case $1 in
        --engine) engine=${2:?network, a folder, or a Python}; shift 2 ;;
        --deb) deb=yes; shift ;;
        *) echo "what is $1?" >&2; exit 2 ;;
    esac
done

work=$(mktemp -d)
chmod 755 "$work"
screen=''
trap '[ -z "$screen" ] || kill "$screen"; rm -rf "$work"' EXIT
mkdir "$work/home" "$work/home/images" "$work/empty"
tar -C "$work" -xzf "$out"/labelmt-*.tar.gz
bundle=$work/labelmt
number=0
for picture in "$root"/resources/icons/labelmt-*.png; do
    cp "$picture" "$work/home/images/$(printf '%02d.png' "$number")"
    number=$((number + 1))
done
printf 'path,what\n00.png,house|tree\n01.png,tree\n' >"$work/home/labels.csv"
plain=()
if [ "$(id -u)" = 0 ]; then
    chown -R 65534:65534 "$work/home"
    plain=(setpriv --reuid=65534 --regid=65534 --clear-groups)
fi
bare() { # an environment with a home and nothing else
    (cd "$work/home" && exec "${plain[@]}" env -i HOME="$work/home" PATH="$work/empty" "$@")
}
labelmt() { bare QT_QPA_PLATFORM=offscreen "$bundle/labelmt" "$@"; }
has() { command -v "$1" >/dev/null; }
fail() { echo "FAILED: $*" >&2; exit 1; }
project=$work/home/project

echo "== version, from nothing"
labelmt --version
echo "== a project of $number images"
labelmt create "$project" --images "$work/home/images"
labelmt import "$project" "$work/home/labels.csv" --task what=multilabel

echo "== the window"
opened() { # COMMAND: once more in the window, with COMMAND while it is open
    local begun
    begun=$(date +%s%N)
    if has Xvfb && has xdotool && has openbox; then
        local display=97 window
        while [ -e /tmp/.X11-unix/X$display ]; do display=$((display + 1)); done
        Xvfb :$display -screen 0 1280x800x24 -nolisten tcp -ac >/dev/null 2>&1 &
        screen=$!
        until DISPLAY=:$display xdotool getdisplaygeometry >/dev/null 2>&1; do sleep 0.05; done
        DISPLAY=:$display openbox >/dev/null 2>&1 &
        begun=$(date +%s%N)
        bare DISPLAY=:$display QT_QPA_PLATFORM=xcb "$bundle/labelmt" "$project" >"$work/said" 2>&1 &
        window=$!
        export DISPLAY=:$display
        until xdotool search --onlyvisible --class labelmt >/dev/null 2>&1; do
            kill -0 $window 2>/dev/null || { cat "$work/said"; fail "no window"; }
            sleep 0.02
        done
        echo "on the screen after $((($(date +%s%N) - begun) / 1000000)) ms"
        until [ "$(find "$project/cache/thumbnails" -name '*.jpg' 2>/dev/null | wc -l)" -ge 5 ]; do
            kill -0 $window 2>/dev/null || { cat "$work/said"; fail "the window is gone"; }
            sleep 0.1
        done
        "$@"
        xdotool key ctrl+q
        wait $window || { cat "$work/said"; fail "the window did not end well"; }
        kill $screen
        wait $screen 2>/dev/null || true
        screen=''
        unset DISPLAY
    else
        echo "(no Xvfb, xdotool or openbox: offscreen, without keys)"
        bare QT_QPA_PLATFORM=offscreen "$bundle/labelmt" "$project" >"$work/said" 2>&1 &
        local window=$!
        until [ "$(find "$project/cache/thumbnails" -name '*.jpg' 2>/dev/null | wc -l)" -ge 5 ]; do
            kill -0 $window 2>/dev/null || { cat "$work/said"; fail "the window is gone"; }
            sleep 0.1
        done
        kill $window
        wait $window || true
    fi
    if grep -E 'Traceback|No module named' "$work/said"; then fail "see above"; fi
}
label_all() { # the first label on every image, and wait until it is on the disk
    xdotool search --onlyvisible --class labelmt windowactivate --sync key --delay 300 ctrl+a 1
    sleep 2
}
opened label_all

echo "== export"
labelmt export "$project" "$work/home/out.csv"
labelmt export "$project" "$work/home/out.xlsx"
cat "$work/home/out.csv"
grep -q '^01.png,.*tree' "$work/home/out.csv" || fail "labels are lost"
if has xdotool && has Xvfb; then
    [ "$(grep -c house "$work/home/out.csv")" -ge "$number" ] || fail "keys did not label"
fi

echo "== closed, and open again"
opened true
labelmt check "$project"

echo "== learning, without the engine"
if labelmt train "$project" >"$work/train" 2>&1; then fail "trained with nothing"; fi
grep -q 'not installed' "$work/train" || { cat "$work/train"; fail "it does not say why"; }
labelmt engine status

if [ -n "$engine" ]; then
    echo "== the engine from $engine"
    if [ "$engine" = network ]; then
        labelmt engine install
    elif [ -d "$engine" ]; then
        labelmt engine install --wheels "$engine"
    else
        labelmt engine use "$engine"
    fi
    labelmt engine status
    echo "== the example is trained on, and predicted"
    labelmt demo "$work/home/example" --headless --json
    labelmt export "$work/home/example" "$work/home/example.csv"
    labelmt engine remove
    labelmt check "$work/home/example"
fi

if [ -n "$deb" ]; then
    echo "== the package in a bare Debian"
    tree=$work/debian
    debootstrap --variant=minbase bookworm "$tree" >"$work/debootstrap" || { tail "$work/debootstrap"; exit 1; }
    cp "$out"/labelmt_*.deb "$tree/tmp/labelmt.deb"
    inside() { chroot "$tree" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@"; }
    before=$(inside sh -c 'ls /usr/bin /usr/share/applications 2>/dev/null | wc -l')
    inside apt-get install -qq -y /tmp/labelmt.deb >"$work/apt" 2>&1 || { tail "$work/apt"; fail "apt"; }
    cp -r "$work/home/images" "$tree/tmp/images"
    user() { chroot --userspec=65534:65534 "$tree" env -i PATH=/usr/bin HOME=/tmp/nobody QT_QPA_PLATFORM=offscreen "$@"; }
    mkdir -m 777 "$tree/tmp/nobody"
    user labelmt --version
    user labelmt create /tmp/nobody/project --images /tmp/images
    user labelmt doctor || true
    user sh -c 'labelmt-window /tmp/nobody/project & window=$!
        until [ "$(find /tmp/nobody/project/cache/thumbnails -name "*.jpg" 2>/dev/null | wc -l)" -ge 5 ]; do
            kill -0 $window || exit 1; sleep 0.1; done
        kill $window; wait $window; true' || fail "no window in Debian"
    ls "$tree/usr/share/applications/labelmt.desktop" "$tree/usr/share/mime/packages/labelmt-project.xml"
    inside apt-get purge -qq -y labelmt >"$work/apt" 2>&1 || { tail "$work/apt"; fail "purge"; }
    left=$(find "$tree" -xdev -path "$tree/tmp" -prune -o -iname '*labelmt*' -print)
    [ -z "$left" ] || fail "left behind: $left"
    echo "removed without a trace"
fi
echo "== all well"
