using Palimpsest.Diffusion.Prompts;

namespace Palimpsest.Studio.Settings;

/// <summary>The data folder's styles.csv.</summary>
public interface IStyleShelf
{
    /// <summary>As the file has them by now.</summary>
    /// <exception cref="PromptException">The file cannot be read as styles.</exception>
    IReadOnlyList<PromptStyle> All { get; }

    /// <summary>Adds a style or replaces the one of that name. The file before stays as styles.csv.bak.</summary>
    Task SaveAsync(PromptStyle style, CancellationToken cancellation = default);

    /// <summary>False when there is no such style.</summary>
    Task<bool> DeleteAsync(string name, CancellationToken cancellation = default);
}
