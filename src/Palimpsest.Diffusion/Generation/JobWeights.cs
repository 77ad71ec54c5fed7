using Palimpsest.Compute;

namespace Palimpsest.Diffusion.Generation;

/// <summary>
/// The weights of all that a job paints with: its model, hires fix's checkpoint, the refiner. All checkpoints stay packed from batch to batch, so that they count
/// together; of what one checkpoint is under several prompts' networks only one form is packed at a time.
/// </summary>
internal sealed class JobWeights
{
    private const string Hires = "hires checkpoint", Refiner = "refiner";

    private readonly IReadOnlyList<string> _others;

    private JobWeights(IReadOnlyList<(string Part, long Bytes)> parts, IReadOnlyList<string> others, IReadOnlySet<Weight> all) => (Parts, _others, All) = (parts, others, all);

    /// <summary>The model's networks one by one, then the other checkpoints.</summary>
    public IReadOnlyList<(string Part, long Bytes)> Parts { get; }

    /// <summary>In whatever form.</summary>
    public IReadOnlySet<Weight> All { get; }

    public long Bytes => Parts.Sum(part => part.Bytes);

    /// <summary>What they are the weights of, to begin a sentence with.</summary>
    public string Phrase => _others.Count == 0 ? "The model" : $"The model with the {string.Join(" and the ", _others)}";

    /// <summary>What makes them fewer.</summary>
    public string Remedy => _others.Count == 0 ? "use a smaller model" : $"leave out the {string.Join(" or the ", _others)}";

    public static JobWeights Of(PassModels passes, PassModels? refiner, Device device)
    {
        List<(string Name, StableDiffusionModel Model)> uses = [("", passes.First.Model), (Hires, passes.Second.Model)];
        if (refiner is not null)
        {
            uses.AddRange([(Refiner, refiner.First.Model), (Refiner, refiner.Second.Model)]);
        }

        List<(string Name, List<StableDiffusionModel> Forms)> checkpoints = [];
        foreach ((string name, StableDiffusionModel model) in uses)
        {
            if (checkpoints.Find(known => known.Forms[0].IsMadeOfSameFileAs(model)) is { Forms: not null } known)
            {
                known.Forms.Add(model);
            }
            else
            {
                checkpoints.Add((name, [model]));
            }
        }

        List<(string Part, long Bytes)> parts = [.. Most(checkpoints[0].Forms, device)];
        parts.AddRange(checkpoints.Skip(1).Select(other => ($"{other.Name}'s weights", Most(other.Forms, device).Sum(part => part.Bytes))));
        return new JobWeights(parts, [.. checkpoints.Skip(1).Select(other => other.Name)], uses.SelectMany(use => use.Model.AllWeights).ToHashSet());
    }

    /// <summary>Of a checkpoint's forms, which take room one after the other, each part's largest.</summary>
    private static IEnumerable<(string Part, long Bytes)> Most(IEnumerable<StableDiffusionModel> forms, Device device) => forms.Distinct()
        .SelectMany(form => ModelMemory.Parts(form, device))
        .GroupBy(part => part.Part)
        .Select(part => (part.Key, part.Max(form => form.Bytes)));
}
