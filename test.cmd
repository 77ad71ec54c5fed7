@echo off
rem Builds and runs the tests; ./test says more. test.cmd [--all] [word ...]
setlocal enabledelayedexpansion
cd /d "%~dp0"
set "filter=-trait- Category=Long"
set "words="
for %%a in (%*) do (
    if "%%~a"=="--all" (set "filter=") else set words=!words! -method "*%%~a*"
)
set failed=0
dotnet format whitespace --folder . --verify-no-changes || set failed=1
dotnet build Palimpsest.slnx -c Release --nologo -v quiet -clp:NoSummary || exit /b 1
for /d %%p in (tests\*.Tests) do (
    dotnet "%%p\bin\Release\net10.0\%%~nxp.dll" -noLogo -noColor %words% %filter% || set failed=1
)
call :tier 256 EnableAVX512
call :tier 128 EnableAVX2
call :tier scalar EnableHWIntrinsic
exit /b %failed%

:tier
setlocal
set "PALIMPSEST_EXPECT_TIER=%1"
set "DOTNET_%2=0"
dotnet tests\Palimpsest.Compute.Tests\bin\Release\net10.0\Palimpsest.Compute.Tests.dll -noLogo -noColor %words% %filter%
endlocal & if errorlevel 1 set failed=1
exit /b 0
