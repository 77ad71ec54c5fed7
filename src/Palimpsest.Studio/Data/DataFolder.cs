using Palimpsest.Diffusion.Networks;

namespace Palimpsest.Studio.Data;

/// <summary>webui's folder layout. Nothing in it is changed but <see cref="Outputs"/>, what a person saves (styles.csv, the words of a card, an added model), and <see cref="Own"/>.</summary>
/// <param name="root">Absolute.</param>
public sealed class DataFolder(string root)
{
    public string Root => root;

    public string Checkpoints => Path.Combine(root, "models", "Stable-diffusion");

    public string Vae => Path.Combine(root, "models", "VAE");

    public IReadOnlyList<string> UpscalerFolders => [.. new[] { "ESRGAN", "RealESRGAN", "DAT" }.Select(name => Path.Combine(root, "models", name))];

    public string Embeddings => Path.Combine(root, "embeddings");

    public string StylesFile => Path.Combine(root, "styles.csv");

    /// <summary>What was set in webui; read only.</summary>
    public string WebuiSettingsFile => Path.Combine(root, "config.json");

    public string Outputs => Path.Combine(root, "outputs");

    public string Wildcards => Path.Combine(root, "wildcards");

    /// <summary>Where this program keeps what is its own: the database, given pictures, the bin, settings.</summary>
    public string Own => Path.Combine(root, "palimpsest");

    public string Database => Path.Combine(Own, "studio.db");

    /// <summary>Pictures that requests came with, by hash.</summary>
    public string GivenPictures => Path.Combine(Own, "given");

    /// <summary>Pictures of jobs that do not keep them.</summary>
    public string Unlisted => Path.Combine(Own, "unlisted");

    /// <summary>Parts of the pictures that the running job combines.</summary>
    public string Parts => Path.Combine(Own, "parts");

    /// <summary>How the pictures of the latest jobs came about.</summary>
    public string Filmstrips => Path.Combine(Own, "filmstrips");

    public string Bin => Path.Combine(Own, "bin");

    public string SettingsFile => Path.Combine(Own, "settings.json");

    /// <summary>Where prompts' networks lie.</summary>
    public NetworkFolders Networks => NetworkFolders.Beside(Path.Combine(Checkpoints, "any"));

    /// <summary>A path within the folder as it is stored: relative, with "/".</summary>
    public string Relative(string path) => Path.GetRelativePath(root, path).Replace('\\', '/');

    /// <summary>A stored path.</summary>
    public string Absolute(string relative) => Path.GetFullPath(Path.Combine(root, relative));
}
