using System.Reflection;
using Palimpsest.Checkpoints;

namespace Palimpsest.Diffusion.Generation;

/// <summary>
/// The checkpoint that ships with the program and is used when none is named: an ordinary SD 1.x file, opened like any other. What is special is only that
/// it must be there and whole: its SHA-256 is built into the program, from <c>models/SHA256SUMS</c>.
/// </summary>
public static class EmbeddedModel
{
    /// <summary>The file's name.</summary>
    public const string FileName = "palimpsest-portraits.safetensors";

    private static readonly Lazy<string> _expectedHash = new(ReadExpectedHash);

    private static string? _located;

    /// <summary>The folder it ships in: <c>models</c> beside the program.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Its path, once it is known to be whole; it is read through once a process.</summary>
    /// <exception cref="GenerationException">The file is missing, damaged or cannot be read; the message says how to restore it.</exception>
    public static string Locate() => _located ??= Locate(Folder);

    internal static string Locate(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new GenerationException($"{path}: the model that ships with Palimpsest is missing. {Remedy}");
        }

        if (!HashOf(path).Equals(_expectedHash.Value, StringComparison.OrdinalIgnoreCase))
        {
            throw new GenerationException($"{path}: the model that ships with Palimpsest is damaged: its SHA-256 is not the one of this version. {Remedy}");
        }

        return path;
    }

    private static string Remedy =>
        $"Copy models/{FileName} of the repository there ('git checkout -- models/{FileName}' restores it where it is changed or gone); or name another checkpoint with --model.";

    private static string HashOf(string path)
    {
        try
        {
            return FileHash.Sha256(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new GenerationException($"{path}: the model that ships with Palimpsest cannot be read: {error.Message} {Remedy}", error);
        }
    }

    /// <summary>Lines of <c>sha256sum</c>: 64 hexadecimal digits, two spaces, a name.</summary>
    private static string ReadExpectedHash()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("SHA256SUMS")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Split('\n').Select(line => line.Split("  ")).Single(parts => parts[^1].Trim() == FileName)[0];
    }
}
