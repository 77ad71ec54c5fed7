using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Scripts.Outpainting;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Scripts;

/// <summary>
/// Lets a picture grow side by side, the new part begun with noise that has the picture's spectrum and colours. Webui's advice: 80 to 100 steps, Euler a,
/// strength 0.8. Defaults are webui's. Better than webui: with a seed that is drawn, all directions have the same one, so that the infotext is right.
/// </summary>
public sealed class OutpaintingMk2 : IScript
{
    public string Title => "Outpainting mk2";

    /// <summary>"Pixels to expand", 8 to 256.</summary>
    public int Pixels { get; init; } = 128;

    /// <summary>"Mask blur", 0 to 64.</summary>
    public int MaskBlur { get; init; } = 8;

    public Directions Directions { get; init; } = Directions.All;

    /// <summary>"Fall-off exponent (lower=higher detail)", 0 to 4.</summary>
    public double FallOff { get; init; } = 1;

    /// <summary>"Color variation", 0 to 1.</summary>
    public double ColourVariation { get; init; } = 0.05;

    public ScriptResult Run(GenerationRequest request, ScriptRun run)
    {
        ScriptArguments.Check(Title, "Pixels to expand", Pixels, 1, 4096);
        ScriptArguments.Check(Title, "Mask blur", MaskBlur, 0, 64);
        ScriptArguments.Check(Title, "Fall-off exponent", FallOff, 0, 16);
        ScriptArguments.Check(Title, "Color variation", ColourVariation, 0, 1);
        request = Seeds.Fix(request);
        Picture picture = ScriptArguments.OnePicture(Title, request);
        var margins = Margins.Of(picture.Width, picture.Height, Pixels, Directions);
        (Directions Side, int Pixels)[] sides =
        [
            .. new[] { (Directions.Left, margins.Left), (Directions.Right, margins.Right), (Directions.Up, margins.Up), (Directions.Down, margins.Down) }
                .Where(side => side.Item2 > 0),
        ];
        if (sides.Length == 0)
        {
            throw new GenerationException($"{Title}: there is nothing to paint: give at least one direction.");
        }

        run.Expect(sides.Length * request.BatchCount);
        List<GeneratedPicture> made = [];
        for (int n = 0; n < request.BatchCount; n++)
        {
            List<Picture> pictures = [.. Enumerable.Repeat(picture, request.BatchSize)];
            IReadOnlyList<GeneratedPicture> last = [];
            foreach ((Directions side, int pixels) in sides)
            {
                (pictures, last) = Expand(request with { Seed = request.Seed + (n * request.BatchSize) }, pictures, side, pixels, run);
            }

            made.AddRange(pictures.Select((whole, i) => last[i] with { Picture = whole }));
        }

        return new ScriptResult(ScriptArguments.WithGrid(made, PictureGrid.AutomaticRows(made.Count), "grid", request.Settings.GridBackground, wereTold: false));
    }

    private (List<Picture> Pictures, IReadOnlyList<GeneratedPicture> Made) Expand(
        GenerationRequest request, List<Picture> pictures, Directions side, int pixels, ScriptRun run)
    {
        var step = new OutpaintingStep(
            pictures[0].Width, pictures[0].Height, request.Width, request.Height, side, pixels, BlurAlong(Directions.Left | Directions.Right), BlurAlong(Directions.Up | Directions.Down));
        var noise = new MatchedNoise(FallOff, ColourVariation);
        List<Picture> canvases = [.. pictures.Select(picture => noise.Fill(step.Canvas(picture), step.Mask))];
        GenerationRequest job = request with
        {
            Width = step.Width,
            Height = step.Height,
            BatchCount = 1,
            BatchSize = canvases.Count,
            InitPictures = [.. canvases.Select(step.Part)],
            Inpainting = new Inpainting
            {
                Mask = step.Part(step.Mask),
                LatentMask = step.LatentMask,
                BlurX = 4 * BlurAlong(Directions.Left | Directions.Right),
                BlurY = 4 * BlurAlong(Directions.Up | Directions.Down),
                Content = MaskedContent.Original,
            },
        };
        IReadOnlyList<GeneratedPicture> made = run.Generate(job, isResult: false);
        return ([.. canvases.Select((canvas, i) => step.PutBack(canvas, made[i].Picture))], made);
    }

    /// <summary>The mask is blurred along the axes that grow only.</summary>
    private int BlurAlong(Directions axis) => (Directions & axis) != 0 ? MaskBlur : 0;
}
