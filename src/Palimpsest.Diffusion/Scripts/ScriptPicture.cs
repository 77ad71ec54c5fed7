using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Scripts;

/// <summary>One picture of a script's result.</summary>
/// <param name="Infotext">What its file should carry as "parameters".</param>
/// <param name="GridName">What its file is called when it is a combination of others: "xyz_grid"; null for a picture that one job made.</param>
public sealed record ScriptPicture(Picture Picture, string Infotext, long Seed, string? GridName = null)
{
    /// <summary>Whether the run's observer was told of it when it was finished.</summary>
    public bool WasTold { get; init; }
}
