namespace Palimpsest.Diffusion.Scripts;

/// <summary>What a script made.</summary>
/// <param name="Pictures">In webui's order: a combination before what it was made of.</param>
/// <param name="Failures">What of it could not be made, a sentence each that follows on the script's name.</param>
public sealed record ScriptResult(IReadOnlyList<ScriptPicture> Pictures, IReadOnlyList<string> Failures)
{
    public ScriptResult(IReadOnlyList<ScriptPicture> pictures)
        : this(pictures, [])
    {
    }
}
