@echo off
rem Runs the palimpsest command. Builds it first when it was never built or a source file has changed since.
setlocal
where dotnet >nul 2>nul || (
    echo palimpsest: 'dotnet' was not found. Install the .NET 10 SDK from https://dotnet.microsoft.com/download and try again. 1>&2
    exit /b 1
)
set "root=%~dp0"
set "output=%root%src\Palimpsest.Cli\bin\Release"
set "app=%output%\net10.0\palimpsest.dll"
set "stamp=%output%\built"
powershell -NoProfile -Command "$s = Get-Item -LiteralPath $env:stamp -ErrorAction SilentlyContinue; if (-not $s -or -not (Test-Path -LiteralPath $env:app)) { exit 1 }; $f = @(Get-ChildItem -LiteralPath ($env:root + 'src'), ($env:root + 'models') -Recurse -File | Where-Object { $_.FullName -notmatch '\\(bin|obj)\\' }) + @(Get-ChildItem -LiteralPath $env:root -File | Where-Object { $_.Name -eq 'global.json' -or $_.Extension -eq '.props' }); if ($f | Where-Object { $_.LastWriteTimeUtc -gt $s.LastWriteTimeUtc } | Select-Object -First 1) { exit 1 }"
if errorlevel 1 (
    echo palimpsest: building, once; this takes a minute at most ... 1>&2
    if not exist "%output%" mkdir "%output%"
    rem The stamp is as old as the start of the last good build, so a file saved during a build is built the next time.
    type nul > "%stamp%.started"
    pushd "%root%"
    dotnet build src\Palimpsest.Cli -c Release --nologo -v quiet 1>&2 || (
        popd
        echo palimpsest: the build failed; the messages above say why. 1>&2
        exit /b 1
    )
    popd
    move /y "%stamp%.started" "%stamp%" >nul
)
dotnet "%app%" %*
exit /b %errorlevel%
