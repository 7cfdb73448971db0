# NOT RUN YET: written on Linux, without Windows to try it on.
#
# The bundle, a .zip and an installer of it: powershell packaging/build_windows.ps1 OUT
# The installer needs Inno Setup 6 (iscc on the PATH). Signs where SIGNTOOL_ARGUMENTS is set, such as
# "/fd sha256 /tr http://timestamp.digicert.com /td sha256 /n Name". A plain folder, no packer: packed
# programs are taken for viruses.
param([Parameter(Mandatory = $true)][string]$Out)
$ErrorActionPreference = "Stop"
$root = Resolve-Path (Join-Path $PSScriptRoot "..")
New-Item -ItemType Directory -Force $Out | Out-Null
$out = Resolve-Path $Out
Set-Location $root
$work = Join-Path $out "work"
foreach ($old in @($work, (Join-Path $out "labelmt"))) {
    if (Test-Path $old) { Remove-Item -Recurse -Force $old }
}
$env:UV_PROJECT_ENVIRONMENT = Join-Path $work "environment"

function Invoke-Checked([string]$program, [string[]]$arguments) {
    & $program @arguments
    if ($LASTEXITCODE -ne 0) { throw "$program ended with $LASTEXITCODE" }
}

Invoke-Checked "uv" @("sync", "--frozen", "--quiet", "--no-editable", "--no-dev", "--extra", "dicom", "--extra", "team", "--group", "packaging")
$python = Join-Path $env:UV_PROJECT_ENVIRONMENT "Scripts/python.exe"
$version = & $python -c "import labelmt; print(labelmt.__version__)"
$icon = Join-Path $work "labelmt.ico"
Invoke-Checked $python @("-c", "from PIL import Image; Image.open('resources/icons/labelmt-256.png').save(r'$icon')")
$env:LABELMT_ICON = $icon
Invoke-Checked $python @("-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
    "--distpath", "$out", "--workpath", (Join-Path $work "pyinstaller"), "packaging/labelmt.spec")
$bundle = Join-Path $out "labelmt"
if ($env:SIGNTOOL_ARGUMENTS) {
    Invoke-Checked "signtool" (@("sign") + $env:SIGNTOOL_ARGUMENTS.Split(" ") + @(
            (Join-Path $bundle "labelmt.exe"), (Join-Path $bundle "labelmt-engine.exe")))
}
Compress-Archive -Force -Path $bundle -DestinationPath (Join-Path $out "labelmt-$version-windows-x86_64.zip")
Invoke-Checked "iscc" @("/Qp", "/DVersion=$version", "/DBundle=$bundle", "/DIcon=$icon", "/O$out", "packaging\labelmt.iss")
if ($env:SIGNTOOL_ARGUMENTS) {
    Invoke-Checked "signtool" (@("sign") + $env:SIGNTOOL_ARGUMENTS.Split(" ") + @(
            (Join-Path $out "LabelMT-$version-setup.exe")))
}
Remove-Item -Recurse -Force $work
