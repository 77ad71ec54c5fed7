using Palimpsest.Checkpoints;
using Palimpsest.Diffusion;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Studio.Settings;

namespace Palimpsest.Studio.Models;

/// <summary>Which autoencoder a job uses.</summary>
internal sealed class VaeSelection(IReadOnlyList<ShelfFile> files, ISettingsStore settings)
{
    public const string None = "None", Automatic = "Automatic";

    /// <summary>How the settings choose for any checkpoint, or the request in their place.</summary>
    /// <param name="wanted">What a request names; null: as the settings say.</param>
    /// <exception cref="StudioRequestException">There is none of that name.</exception>
    public VaeRule Rule(string? wanted)
    {
        string setting = wanted ?? (string?)settings.Find("sd_vae") ?? Automatic;
        string? known = new[] { Automatic, None }.FirstOrDefault(word => setting.Equals(word, StringComparison.OrdinalIgnoreCase)) ?? files.FirstOrDefault(file => file.Name == setting)?.Name;
        return known is null
            ? throw new StudioRequestException(
                $"There is no autoencoder '{setting}'{(files.Count > 0 ? $"; did you mean '{NearestName.To(setting, files.Select(file => file.Name))}'" : "")}? Automatic and None are always possible.", "sd_vae")
            : new VaeRule(known, wanted is not null || ((bool?)settings.Find("sd_vae_overrides_per_model_preferences") ?? true));
    }

    /// <summary>The autoencoder's file name, or <see cref="None"/> for the checkpoint's own.</summary>
    public string Of(VaeRule rule, ShelfCheckpoint checkpoint) => VaeChoice.Resolve(
        rule.Setting, rule.Overrides, Path.GetFileName(checkpoint.Path), VaeFiles.UserPreference(checkpoint.Path), [.. files.Select(file => file.Name)]).File ?? None;

    /// <summary>The file of a name that <see cref="Of"/> gave; null for the checkpoint's own.</summary>
    /// <exception cref="StudioRequestException">It is gone.</exception>
    public string? PathOf(string? name) => name is null or None ? null : files.FirstOrDefault(file => file.Name == name)?.Path
        ?? throw new StudioRequestException($"The autoencoder '{name}' is not there any more: put it back, or choose another.", "sd_vae");
}
