; NOT RUN YET. The installer for Windows, by Inno Setup 6; packaging/build_windows.ps1 calls it.
; For one account, without administrator rights; the learning engine comes later, into that account.
[Setup]
AppId=org.labelmt.LabelMT
AppName=LabelMT
AppVersion={#Version}
AppPublisher=LabelMT maintainers
LicenseFile=..\LICENSE
DefaultDirName={autopf}\LabelMT
DefaultGroupName=LabelMT
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
OutputBaseFilename=LabelMT-{#Version}-setup
SetupIconFile={#Icon}
UninstallDisplayIcon={app}\labelmt.exe
Compression=lzma2
SolidCompression=yes

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"

[InstallDelete]
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Bundle}\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\LabelMT"; Filename: "{app}\labelmt.exe"

[UninstallRun]
Filename: "{app}\labelmt.exe"; Parameters: "engine remove"; Flags: runhidden; RunOnceId: "engine"
