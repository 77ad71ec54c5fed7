using System.Reflection;

namespace Palimpsest.Diffusion.Generation;

/// <summary>The program's name and version, as infotexts and the command tell it.</summary>
public static class ProgramVersion
{
    public static string Number { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static string Text { get; } = $"Palimpsest {Number}";
}
