@echo off
rem Runs the palimpsest command. Builds it first when it was never built or a source file has changed since.
setlocal
where dotnet >nul 2>nul || (
    echo palimpsest: 'dotnet' was not found. Install the .NET 10 SDK from https://dotnet.microsoft.com/download and try again. 1>&2
    exit /b 1
)
set "root=%~dp0"
set "app=%root%src\Palimpsest.Cli\bin\Release\net10.0\palimpsest.dll"
set "stamp=%root%src\Palimpsest.Cli\bin\Release\built"
powershell -NoProfile -Command "$s = Get-Item -LiteralPath $env:stamp -ErrorAction SilentlyContinue; if (-not $s -or -not (Test-Path -LiteralPath $env:app)) { exit 1 }; $n = Get-ChildItem -LiteralPath ($env:root + 'src') -Recurse -File | Where-Object { $_.FullName -notmatch '\\(bin|obj)\\' -and $_.LastWriteTimeUtc -gt $s.LastWriteTimeUtc } | Select-Object -First 1; if ($n) { exit 1 }"
if errorlevel 1 (
    echo palimpsest: building, once; this takes a minute at most ... 1>&2
    pushd "%root%"
    dotnet build src\Palimpsest.Cli -c Release --nologo -v quiet 1>&2 || (
        popd
        exit /b 1
    )
    popd
    type nul > "%stamp%"
)
dotnet "%app%" %*
exit /b %errorlevel%
