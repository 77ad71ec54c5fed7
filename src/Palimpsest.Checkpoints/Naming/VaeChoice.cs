namespace Palimpsest.Checkpoints;

/// <summary>Which VAE file a checkpoint is used with.</summary>
/// <param name="File">A name from the list of VAE files, or null for the checkpoint's own VAE.</param>
/// <param name="Source">Why, in webui's words, or null.</param>
public sealed record VaeChoice(string? File, string? Source)
{
    private static readonly VaeChoice OwnVae = new(null, null);

    /// <summary>
    /// webui's order: the setting, if it overrides per-model preferences and names a file; the checkpoint's user metadata; a file beside
    /// the checkpoint, which is the first whose name starts with the checkpoint's stem; the setting. "None" and files that are not in the
    /// list mean the checkpoint's own VAE.
    /// </summary>
    /// <param name="setting">"Automatic" (or "auto"), "None", or a file name.</param>
    /// <param name="checkpointFile">The checkpoint's file name.</param>
    /// <param name="userPreference">The user metadata's "vae", or null.</param>
    /// <param name="files">Names of the VAE files in the order they were found.</param>
    public static VaeChoice Resolve(string setting, bool settingOverrides, string checkpointFile, string? userPreference, IReadOnlyList<string> files)
    {
        bool automatic = setting is "Automatic" or "auto";
        if (settingOverrides && !automatic)
        {
            return FromSetting(setting, files);
        }

        if (userPreference == "None")
        {
            return OwnVae;
        }

        if (userPreference is not null && files.Contains(userPreference))
        {
            return new VaeChoice(userPreference, "from user metadata");
        }

        string stem = Path.GetFileNameWithoutExtension(checkpointFile);
        return files.FirstOrDefault(file => file.StartsWith(stem, StringComparison.Ordinal)) is string near
            ? new VaeChoice(near, "found near the checkpoint")
            : FromSetting(setting, files);
    }

    private static VaeChoice FromSetting(string setting, IReadOnlyList<string> files) =>
        files.Contains(setting) ? new VaeChoice(setting, "specified in settings") : OwnVae;
}
