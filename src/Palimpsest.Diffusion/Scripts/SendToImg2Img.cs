using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Diffusion.Scripts;

/// <summary>Begins a second job with every picture that the first one makes, as webui's button "Send to img2img" does with one: with its prompt, size and seed.</summary>
/// <param name="change">What the second job does otherwise.</param>
public sealed class SendToImg2Img(Func<GenerationRequest, GenerationRequest> change) : IScript
{
    public string Title => "Send to img2img";

    public ScriptResult Run(GenerationRequest request, ScriptRun run)
    {
        request = Seeds.Fix(request);
        int pictures = request.BatchSize * request.BatchCount;
        run.Expect(1 + pictures);
        List<GeneratedPicture> all = [.. run.Generate(request)];
        foreach (GeneratedPicture made in all.ToArray())
        {
            all.AddRange(run.Generate(change(Second(request, made))));
        }

        return new ScriptResult([.. all.Select(ScriptArguments.Of)]);
    }

    private static GenerationRequest Second(GenerationRequest request, GeneratedPicture made) => request with
    {
        InitPictures = [made.Picture],
        Hires = null,
        Width = made.Picture.Width,
        Height = made.Picture.Height,
        Seed = made.Seed,
        Subseed = made.Subseed,
        BatchSize = 1,
        BatchCount = 1,
    };
}
