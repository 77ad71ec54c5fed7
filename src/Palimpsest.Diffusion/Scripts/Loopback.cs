using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Scripts;

/// <summary>
/// img2img again and again, each time from the last picture. The request's batch count is how often the whole is done from the original; with several,
/// the last picture of each counts. Defaults are webui's. Better than webui: the result list carries each picture's own infotext.
/// </summary>
public sealed class Loopback : IScript
{
    public string Title => "Loopback";

    /// <summary>1 to 32 on webui's page.</summary>
    public int Loops { get; init; } = 4;

    /// <summary>The strength of the last loop, 0 to 1; the first has the request's.</summary>
    public double FinalDenoisingStrength { get; init; } = 0.5;

    public LoopbackCurve Curve { get; init; } = LoopbackCurve.Linear;

    public ScriptResult Run(GenerationRequest request, ScriptRun run)
    {
        ScriptArguments.Check(Title, "Loops", Loops, 1, 1000);
        ScriptArguments.Check(Title, "Final denoising strength", FinalDenoisingStrength, 0, 1);
        Picture original = ScriptArguments.OnePicture(Title, request);
        int runs = request.BatchCount;
        GenerationRequest job = Seeds.Fix(request) with { BatchCount = 1, BatchSize = 1 };
        List<(string, string)> extra =
        [
            .. request.ExtraParameters,
            ("Final denoising strength", ((Infotext.PythonNumber)FinalDenoisingStrength).ToString()),
            ("Denoising curve", Curve.ToString()),
        ];
        run.Expect(Loops * runs);
        List<GeneratedPicture> all = [];
        GeneratedPicture? begun = null;
        for (int time = 0; time < runs; time++)
        {
            job = job with { InitPictures = [original], DenoisingStrength = request.DenoisingStrength, Inpainting = request.Inpainting, ExtraParameters = extra };
            List<GeneratedPicture> history = [];
            for (int loop = 0; loop < Loops; loop++)
            {
                GeneratedPicture made = run.Generate(job, isResult: runs == 1 || loop == Loops - 1)[0];
                history.Add(made);
                begun ??= made;
                job = job with
                {
                    InitPictures = [made.Picture],
                    Seed = made.Seed + 1,
                    DenoisingStrength = StrengthAfter(loop + 1, request.DenoisingStrength.Value),
                    Inpainting = request.Inpainting is Inpainting mask ? mask with { Content = MaskedContent.Original } : null,
                };
            }

            all.AddRange(runs == 1 ? history : history[^1..]);
        }

        List<ScriptPicture> pictures = [.. ScriptArguments.WithGrid(all, rows: 1, "grid", request.Settings.GridBackground)];
        if (pictures[0].GridName is not null)
        {
            // The grid tells how the whole began.
            pictures[0] = pictures[0] with { Infotext = begun!.Infotext, Seed = begun.Seed };
        }

        return new ScriptResult(pictures);
    }

    /// <summary>The strength once so many loops are done.</summary>
    internal double StrengthAfter(int loops, double first)
    {
        if (Loops == 1)
        {
            return first;
        }

        // Computed for one loop more than there are, which has none.
        double progress = Math.Min((double)loops / (Loops - 1), 1);
        double part = Curve switch
        {
            LoopbackCurve.Aggressive => Math.Sin(progress * Math.PI * 0.5),
            LoopbackCurve.Lazy => 1 - Math.Cos(progress * Math.PI * 0.5),
            _ => progress,
        };
        return first + ((FinalDenoisingStrength - first) * part);
    }
}
