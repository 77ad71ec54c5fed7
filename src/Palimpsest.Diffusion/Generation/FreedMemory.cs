using System.Runtime.InteropServices;

namespace Palimpsest.Diffusion.Generation;

/// <summary>Memory that was freed but that the process still holds.</summary>
internal static partial class FreedMemory
{
    private static bool _isAbsent = !OperatingSystem.IsLinux();

    /// <summary>
    /// Gives it back to the system. glibc keeps freed blocks of up to 32 MiB for itself, of which a model has hundreds; other C libraries
    /// and systems return them at once, and nothing is done there.
    /// </summary>
    public static void GiveBack()
    {
        if (_isAbsent)
        {
            return;
        }

        try
        {
            _ = Trim(0);
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            _isAbsent = true;
        }
    }

    /// <summary>malloc_trim(3), of glibc alone: keeps <paramref name="pad"/> bytes at the top of the heap.</summary>
    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Trim(nuint pad);
}
