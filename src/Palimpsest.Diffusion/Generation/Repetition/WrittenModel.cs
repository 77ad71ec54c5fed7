namespace Palimpsest.Diffusion.Generation.Repetition;

/// <summary>The model that an infotext names; null for what it leaves out.</summary>
public sealed record WrittenModel(string? Name, string? Hash, string? VaeName, string? VaeHash)
{
    /// <summary>The checkpoint's file: the one with the written hash whatever its name, else, where no hash is written, the one with the name; null when there is none.</summary>
    public string? Locate(CheckpointFiles files) =>
        Hash is not null ? files.FindByHash(Hash, Name) : Name is not null ? files.All.FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == Name) : null;

    /// <summary>A sentence for each way in which another model is used; none when it is the same, or when the infotext does not say.</summary>
    public IEnumerable<string> DifferencesFrom(StableDiffusionModel model)
    {
        if (Hash is not null && model.ShortHash is string hash && !SameHash(Hash, hash))
        {
            yield return $"Model: the picture was made with '{Name ?? "?"}' (hash {Hash}), and this is '{model.Name}' (hash {hash}); give that one with --model.";
        }
        else if (Hash is null && Name is not null && Name != model.Name)
        {
            yield return $"Model: the picture was made with '{Name}', and this is '{model.Name}'; give that one with --model.";
        }

        string? vaeHash = model.VaeShortHash;
        if (VaeHash is not null ? vaeHash is null || !SameHash(VaeHash, vaeHash) : VaeName is not null && VaeName != model.VaeName)
        {
            yield return $"VAE: the picture was made with '{VaeName ?? "?"}'{(VaeHash is null ? "" : $" (hash {VaeHash})")}, and this is {(model.VaeName is null ? "the model's own" : $"'{model.VaeName}'")}; give that one with --vae.";
        }
    }

    /// <summary>Old versions wrote eight digits of another hash, which says nothing; newer ones the first ten of SHA-256.</summary>
    private static bool SameHash(string written, string own) => written.Length != own.Length || written.Equals(own, StringComparison.OrdinalIgnoreCase);
}
