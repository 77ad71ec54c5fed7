using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Prompts.Variants;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>A request whose prompts are others for each picture, as one request a picture. The pictures are those of the batch, since none depends on the others.</summary>
public static class VariedPictures
{
    /// <summary>The requests; the one itself when its prompts are the same for all its pictures.</summary>
    public static IReadOnlyList<GenerationRequest> Of(GenerationRequest request, PromptVariants? variants)
    {
        bool prompt = variants?.Vary(request.Prompt) == true, negative = variants?.Vary(request.NegativePrompt) == true;
        if (!prompt && !negative)
        {
            return [request];
        }

        List<(string, string)> extra = [.. request.ExtraParameters];
        if (prompt)
        {
            extra.Add(("Wildcard prompt", request.Prompt));
        }

        if (negative)
        {
            extra.Add(("Wildcard negative prompt", request.NegativePrompt));
        }

        return [.. Enumerable.Range(0, request.BatchSize * request.BatchCount).Select(index => One(request, variants!, index) with { ExtraParameters = extra })];
    }

    /// <summary>With a variation all pictures have one seed and the variation seeds count on (webui.md 2.1.4).</summary>
    private static GenerationRequest One(GenerationRequest request, PromptVariants variants, int index)
    {
        long seed = request.SubseedStrength.IsZero ? request.Seed + index : request.Seed;
        return request with
        {
            Prompt = variants.For(request.Prompt, seed),
            NegativePrompt = variants.For(request.NegativePrompt, seed),
            Seed = seed,
            Subseed = request.Subseed + index,
            BatchSize = 1,
            BatchCount = 1,
        };
    }
}
