using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Diffusion.Infotext;

/// <summary>webui's options for reading infotexts; the defaults are its.</summary>
public sealed record InfotextReading
{
    public static InfotextReading Default { get; } = new();

    /// <summary>The styles to look for in the prompts.</summary>
    public PromptStyles Styles { get; init; } = new([]);

    public StylePasting StylePasting { get; init; } = StylePasting.ApplyIfAny;

    /// <summary>Sets the compatibility options that the infotext's version needs (auto_backcompat).</summary>
    public bool AutoBackwardCompatibility { get; init; } = true;

    /// <summary>Keys that are left out of the result (infotext_skip_pasting).</summary>
    public IReadOnlyCollection<string> SkippedKeys { get; init; } = [];

    /// <summary>Keys of fields by the names that an infotext shows: "Size" is read as two.</summary>
    public static IReadOnlyCollection<string> KeysOf(IEnumerable<string> names) => [.. names.SelectMany(name => (string[])[name, $"{name}-1", $"{name}-2"])];

    /// <summary>Hires resize becomes the size (use_old_hires_fix_width_height).</summary>
    public bool OldHiresSize { get; init; }
}
