using System.CommandLine;
using Palimpsest.Cli.Parsing;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Generation.Masking;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Imaging;

namespace Palimpsest.Cli.Commands;

/// <summary>Colours painted on the picture to begin with: webui's tabs Sketch and Inpaint sketch.</summary>
internal sealed class SketchOptions
{
    private readonly Option<string?> _sketch = new("--sketch")
    {
        Description = "Begin with the picture as it is painted on here: a painted copy of it, or the strokes alone on a transparent ground. For a folder of pictures: one for all, or a folder with the pictures' names. webui's tab Sketch.",
        HelpName = "picture",
    };

    private readonly Option<string?> _inpaintSketch = new("--inpaint-sketch")
    {
        Description = "The same, and paint anew only where it differs from the picture; the options for masks apply. webui's tab Inpaint sketch.",
        HelpName = "picture",
    };

    private readonly Option<int?> _transparency = OptionOf.Number("--mask-transparency", "Percent by which --inpaint-sketch shows through, as mask and as paint. webui's Mask transparency.", 0, 100, 0);

    public bool HasMask(ParseResult result) => result.GetValue(_inpaintSketch) is not null;

    public void AddTo(Command command)
    {
        command.Add(_sketch);
        command.Add(_inpaintSketch);
        command.Add(_transparency);
    }

    /// <exception cref="CommandException">The options contradict each other, or a file is not there.</exception>
    public void Check(ParseResult result)
    {
        foreach (Option<string?> option in (Option<string?>[])[_sketch, _inpaintSketch])
        {
            if (result.GetValue(option) is string path)
            {
                InputFile.Existing(path, $"The picture of {option.Name}");
            }
        }

        if (HasMask(result) && result.GetValue(_sketch) is not null)
        {
            throw new CommandException("--sketch and --inpaint-sketch both say what is painted on the picture: give one of them.", ExitCode.Usage);
        }

        if (!HasMask(result))
        {
            result.RefuseIdle(_inpaintSketch.Name, _transparency);
        }
    }

    /// <summary>The picture to begin with, painted on; and the mask of an inpaint sketch, else null.</summary>
    /// <param name="source">The picture's file.</param>
    /// <param name="blur">Of the mask, in pixels.</param>
    /// <exception cref="GenerationException">The painted copy has another size, or the folder has none for the picture.</exception>
    /// <exception cref="PictureException">The painted copy is damaged.</exception>
    public (Picture Picture, Picture? Mask) Apply(ParseResult result, Picture picture, string source, int blur)
    {
        if (result.GetValue(_sketch) is string sketch)
        {
            return (PaintedPicture.Sketch(picture, Read(_sketch, sketch, picture, source)), null);
        }

        if (result.GetValue(_inpaintSketch) is string path)
        {
            PaintedPicture painted = PaintedPicture.InpaintSketch(picture, Read(_inpaintSketch, path, picture, source), blur, result.GetValue(_transparency)!.Value);
            return (painted.Picture, painted.Mask);
        }

        return (picture, null);
    }

    private static Picture Read(Option option, string path, Picture picture, string source)
    {
        string file = MaskFile.For(source, path);
        Picture painted = PictureReader.Read(file).ToWebuiPicture();
        return (painted.Width, painted.Height) == (picture.Width, picture.Height) ? painted : throw new GenerationException(
            $"{option.Name}: {Path.GetFileName(file)} is {painted.Width} x {painted.Height} pixels, but {Path.GetFileName(source)} {picture.Width} x {picture.Height}: paint on a copy of the same size.");
    }
}
