using Palimpsest.Checkpoints;
using Palimpsest.Diffusion;
using Palimpsest.Studio.Settings;

namespace Palimpsest.Studio.Models;

/// <summary>Which autoencoder a job uses.</summary>
internal sealed class VaeSelection(IReadOnlyList<ShelfFile> files, ISettingsStore settings)
{
    public const string None = "None", Automatic = "Automatic";

    /// <summary>The autoencoder's file name, or <see cref="None"/> for the checkpoint's own.</summary>
    /// <param name="wanted">What a request names; null: as the settings say.</param>
    /// <exception cref="StudioRequestException">There is none of that name.</exception>
    public string Of(string? wanted, ShelfCheckpoint checkpoint)
    {
        string setting = wanted ?? (string?)settings.Find("sd_vae") ?? Automatic;
        bool isAutomatic = setting.Equals(Automatic, StringComparison.OrdinalIgnoreCase), isNone = setting.Equals(None, StringComparison.OrdinalIgnoreCase);
        if (!isAutomatic && !isNone && files.All(file => file.Name != setting))
        {
            throw new StudioRequestException(
                $"There is no autoencoder '{setting}'{(files.Count > 0 ? $"; did you mean '{NearestName.To(setting, files.Select(file => file.Name))}'" : "")}? Automatic and None are always possible.", "sd_vae");
        }

        bool overrides = wanted is not null || ((bool?)settings.Find("sd_vae_overrides_per_model_preferences") ?? true);
        VaeChoice choice = VaeChoice.Resolve(
            isAutomatic ? Automatic : isNone ? None : setting, overrides, Path.GetFileName(checkpoint.Path), VaeFiles.UserPreference(checkpoint.Path), [.. files.Select(file => file.Name)]);
        return choice.File ?? None;
    }

    /// <summary>The file of a name that <see cref="Of"/> gave; null for the checkpoint's own.</summary>
    /// <exception cref="StudioRequestException">It is gone.</exception>
    public string? PathOf(string? name) => name is null or None ? null : files.FirstOrDefault(file => file.Name == name)?.Path
        ?? throw new StudioRequestException($"The autoencoder '{name}' is not there any more: put it back, or choose another.", "sd_vae");
}
