using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Scripts;

/// <summary>Lets a picture grow by inpainting the new part tile by tile, each of the request's size. Defaults are webui's.</summary>
public sealed class PoorMansOutpainting : IScript
{
    public string Title => "Poor man's outpainting";

    /// <summary>"Pixels to expand", 8 to 256; also the tiles' overlap.</summary>
    public int Pixels { get; init; } = 128;

    /// <summary>"Mask blur", 0 to 64.</summary>
    public int MaskBlur { get; init; } = 4;

    /// <summary>"Masked content".</summary>
    public MaskedContent Content { get; init; } = MaskedContent.Fill;

    public Directions Directions { get; init; } = Directions.All;

    public ScriptResult Run(GenerationRequest request, ScriptRun run)
    {
        ScriptArguments.Check(Title, "Pixels to expand", Pixels, 1, 4096);
        ScriptArguments.Check(Title, "Mask blur", MaskBlur, 0, 64);
        request = Seeds.Fix(request);
        Picture picture = ScriptArguments.OnePicture(Title, request);
        var margins = Margins.Of(picture.Width, picture.Height, Pixels, Directions);
        int width = Margins.Padded(picture.Width + margins.Left + margins.Right), height = Margins.Padded(picture.Height + margins.Up + margins.Down);
        var canvas = new Picture(width, height, 3, new byte[checked(width * height * 3)]);
        PictureComposition.PasteInPlace(canvas, picture, margins.Left, margins.Up);
        var grid = new TileGrid(canvas, request.Width, request.Height, Pixels);
        var masks = new TileGrid(Mask(width, height, margins, MaskBlur * 2), request.Width, request.Height, Pixels);
        var latentMasks = new TileGrid(Mask(width, height, margins, MaskBlur / 2), request.Width, request.Height, Pixels);
        int[] work = [.. Enumerable.Range(0, grid.Tiles.Count).Where(tile => !IsInside(grid.Place(tile), request, margins, width, height))];
        run.Expect(work.Length);
        GenerationRequest job = request with { BatchSize = 1, BatchCount = 1 };
        string? infotext = null;
        foreach (int tile in work)
        {
            var inpainting = new Inpainting
            {
                Mask = masks.Tiles[tile],
                LatentMask = latentMasks.Tiles[tile],
                BlurX = MaskBlur * 2,
                BlurY = MaskBlur * 2,
                Content = Content,
            };
            GeneratedPicture made = run.Generate(job with { InitPictures = [grid.Tiles[tile]], Inpainting = inpainting }, isResult: false)[0];
            infotext ??= made.Infotext;
            grid.Replace(tile, made.Picture);
            job = job with { Seed = job.Seed + 1 };
        }

        return infotext is null
            ? throw new GenerationException($"{Title}: there is nothing to paint: give at least one direction.")
            : new ScriptResult([new ScriptPicture(grid.Combine(), infotext, request.Seed)]);
    }

    private static Picture Mask(int width, int height, Margins margins, int inset) => MaskRectangle.Of(
        width,
        height,
        margins.Left + (margins.Left > 0 ? inset : 0),
        margins.Up + (margins.Up > 0 ? inset : 0),
        width - margins.Right - (margins.Right > 0 ? inset : 0),
        height - margins.Down - (margins.Down > 0 ? inset : 0));

    private static bool IsInside((int X, int Y) place, GenerationRequest request, Margins margins, int width, int height) =>
        place.X >= margins.Left && place.X + request.Width <= width - margins.Right
        && place.Y >= margins.Up && place.Y + request.Height <= height - margins.Down;
}
