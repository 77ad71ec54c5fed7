@echo off
rem Runs the script `test` with the shell that comes with Git for Windows, so that there is one definition of a test run.
setlocal
set "sh=sh"
where sh >nul 2>nul || set "sh=%ProgramFiles%\Git\bin\sh.exe"
if not "%sh%"=="sh" if not exist "%sh%" (
    echo test: 'sh' was not found. Install Git for Windows from https://git-scm.com and try again. 1>&2
    exit /b 1
)
rem From its own folder and by a name without backslashes, which the shell would not take apart.
pushd "%~dp0"
"%sh%" ./test %*
set "code=%errorlevel%"
popd
exit /b %code%
