namespace Palimpsest.Checkpoints;

/// <summary>Renames keys of older and converted checkpoints to the ldm layout that networks ask for. The rules are webui's.</summary>
public static class LdmKeys
{
    private const string ClipPrefix = "cond_stage_model.transformer.", TurboPrefix = "conditioner.embedders.0.", TextPrefix = "cond_stage_model.";

    /// <summary>The width of OpenCLIP-H; the SDXL refiner's encoder, under the same key, has 1280.</summary>
    private const int Sd2Width = 1024;

    /// <summary>What current transformers call a CLIP key of the first SD1 checkpoints; other keys come back unchanged.</summary>
    public static string Canonical(string key)
    {
        bool old = key.StartsWith(ClipPrefix + "embeddings.", StringComparison.Ordinal)
            || key.StartsWith(ClipPrefix + "encoder.", StringComparison.Ordinal)
            || key.StartsWith(ClipPrefix + "final_layer_norm.", StringComparison.Ordinal);
        return old ? ClipPrefix + "text_model." + key[ClipPrefix.Length..] : key;
    }

    /// <summary>All renames of a checkpoint, given the length of a one-dimensional tensor by key (null when there is none): SD2-turbo is told from the SDXL refiner so.</summary>
    public static Func<string, string> Renaming(Func<string, int?> lengthOf) =>
        lengthOf(TurboPrefix + "model.ln_final.weight") == Sd2Width
            ? key => Canonical(key.StartsWith(TurboPrefix, StringComparison.Ordinal) ? TextPrefix + key[TurboPrefix.Length..] : key)
            : Canonical;
}
