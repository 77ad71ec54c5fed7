using System.Globalization;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Scripts;

/// <summary>What scripts ask of their arguments and give back, in the same words for all.</summary>
internal static class ScriptArguments
{
    /// <exception cref="GenerationException">The value is not a number within the range.</exception>
    public static void Check(string script, string argument, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
        {
            throw new GenerationException(string.Create(
                CultureInfo.InvariantCulture, $"{script}: {argument} is {value:0.######}, but must be between {least:0.######} and {most:0.######}."));
        }
    }

    /// <summary>The picture that a script for img2img begins with.</summary>
    public static Picture OnePicture(string script, GenerationRequest request) => request.InitPictures.Count switch
    {
        1 => request.InitPictures[0].Flatten(request.Settings.BackgroundColor),
        0 => throw new GenerationException($"{script} begins with a picture: use it with img2img."),
        _ => throw new GenerationException($"{script} begins with one picture, not {request.InitPictures.Count}: run it for each."),
    };

    /// <summary>A picture of which observers were told.</summary>
    public static ScriptPicture Of(GeneratedPicture picture) => new(picture.Picture, picture.Infotext, picture.Seed) { WasTold = true };

    /// <summary>The pictures behind a grid of them, which carries the first one's infotext; one alone has no grid.</summary>
    public static IReadOnlyList<ScriptPicture> WithGrid(IReadOnlyList<GeneratedPicture> pictures, int rows, string name, Rgb background, bool wereTold = true)
    {
        List<ScriptPicture> all = [.. pictures.Select(made => Of(made) with { WasTold = wereTold })];
        if (all.Count > 1)
        {
            Picture grid = PictureGrid.Of([.. all.Select(made => made.Picture)], rows, background);
            all.Insert(0, new ScriptPicture(grid, all[0].Infotext, all[0].Seed, name));
        }

        return all;
    }
}
