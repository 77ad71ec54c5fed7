using System.Diagnostics;

namespace Palimpsest.EndToEnd.Tests.Browser;

/// <summary>The Chromium of this machine; Debian's is installed when there is none and it can be.</summary>
internal static class InstalledBrowser
{
    private static readonly string[] Usual =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe", @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    /// <summary>Its path, or null when there is none to be had. PALIMPSEST_BROWSER names another one.</summary>
    public static async Task<string?> FindAsync()
    {
        if (Environment.GetEnvironmentVariable("PALIMPSEST_BROWSER") is { Length: > 0 } given)
        {
            return given;
        }

        if (!Usual.Any(File.Exists) && Environment.UserName == "root" && File.Exists("/usr/bin/apt-get"))
        {
            await AptAsync("update");
            await AptAsync("install", "--yes", "--no-install-recommends", "chromium");
        }

        return Usual.FirstOrDefault(File.Exists);
    }

    private static async Task AptAsync(params string[] arguments)
    {
        using Process apt = Process.Start(new ProcessStartInfo("apt-get", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await Task.WhenAll(apt.StandardOutput.ReadToEndAsync(), apt.StandardError.ReadToEndAsync(), apt.WaitForExitAsync());
    }
}
