using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.Jobs.Requests;

namespace Palimpsest.Studio.Inputs;

/// <summary>
/// A batch from a folder of the server's machine (webui.md 14.10). Folders are read where they lie in the data folder; elsewhere only where the studio listens
/// on this machine alone, as with models that are added by path. Written is into the outputs only, see <see cref="Settings.OutputPlaces"/>.
/// </summary>
public sealed class BatchFolders(DataFolder folder, GivenPictures given, StudioOptions options)
{
    /// <summary>webui's names of the page's fields, as refusals call them.</summary>
    public const string InputField = "img2img_batch_input_dir", OutputField = "img2img_batch_output_dir", MaskField = "img2img_batch_inpaint_mask_dir", InfotextField = "img2img_batch_png_info_dir";

    private PictureLimits Limits => PictureLimits.Default with { MaxFileBytes = options.MaxBodyBytes, MaxPixels = options.MaxPixels };

    /// <summary>
    /// The pictures of a folder and its sub-folders in natural order, each with its mask where masks are given. One at a time is in memory and goes into the
    /// store, so that a folder may have any size, and the job is what it is when it is sent, whatever becomes of the folder.
    /// </summary>
    /// <param name="input">Absolute, or within the data folder.</param>
    /// <param name="output">Where results go; what lies there is no source.</param>
    /// <param name="masks">A folder of masks with the pictures' names, or one mask for all; "": none.</param>
    /// <param name="infotexts">The folder of the pictures that say how they were made; "": the sources themselves do. Null: nobody asks.</param>
    /// <param name="reading">Told how many pictures are read, and of how many.</param>
    /// <returns>The sources, each with what it or its namesake says of how it was made; and a sentence for each picture that is left out, because it has no mask or is damaged.</returns>
    /// <exception cref="StudioRequestException">A folder is not there or may not be read, or there is no picture to make anything of.</exception>
    /// <exception cref="StudioStorageException">One cannot be stored.</exception>
    public (IReadOnlyList<(SourcePicture Picture, string? Infotext)> Sources, IReadOnlyList<string> LeftOut) Read(
        string input, string output, string masks, string? infotexts = null, IProgress<(int Done, int All)>? reading = null)
    {
        string from = Known(input, InputField);
        if (!Directory.Exists(from))
        {
            throw new StudioRequestException($"There is no folder '{from}': give one with pictures.", InputField);
        }

        Func<string, PictureReference?>? maskOf = masks.Trim().Length == 0 ? null : Masks(Known(masks, MaskField));
        string? told = string.IsNullOrWhiteSpace(infotexts) ? null : Known(infotexts, InfotextField);
        if (told is not null && !Directory.Exists(told))
        {
            throw new StudioRequestException($"There is no folder '{told}': give one with the pictures that say how they were made, or nothing.", InfotextField);
        }

        string to = output.Trim().Length == 0 ? folder.Outputs : folder.Absolute(output.Trim());
        List<(SourcePicture Picture, string? Infotext)> sources = [];
        List<string> leftOut = [];
        IReadOnlyList<(string Source, string Name)> files = Sources(from, to);
        for (int i = 0; i < files.Count; i++)
        {
            reading?.Report((i, files.Count));
            string path = files[i].Source;
            PictureReference? mask = null;
            if (maskOf is not null && (mask = maskOf(path)) is null)
            {
                leftOut.Add($"{Path.GetFileName(path)} has no mask of its name and was left out.");
                continue;
            }

            DecodedPicture decoded;
            try
            {
                decoded = PictureReader.Read(path, Limits);
            }
            catch (PictureException exception)
            {
                leftOut.Add($"{exception.Message.TrimEnd('.')}: it was left out."); // as webui does; the job tells of it
                continue;
            }

            PictureReference picture = given.Refer(decoded.ToWebuiPicture());
            sources.Add((new SourcePicture(Path.GetFileNameWithoutExtension(path), picture, mask), infotexts is null ? null : Infotext(decoded, path, from, told)));
        }

        return sources.Count > 0 ? (sources, leftOut) : throw new StudioRequestException(
            leftOut.Count == 0 ? $"The folder '{from}' has no pictures: files that end in .png, .jpg, .jpeg or .webp." : $"No picture of '{from}' can be used. {leftOut[0]}",
            leftOut.Count == 0 || maskOf is null ? InputField : MaskField);
    }

    /// <summary>A path as it is given, made absolute.</summary>
    private string Known(string given, string field)
    {
        string text = given.Trim().Trim('"');
        if (text.Length == 0)
        {
            throw new StudioRequestException("There is no input directory: give the folder that the pictures are in.", field);
        }

        string path = Path.GetFullPath(Path.Combine(folder.Root, text));
        return options.IsLoopback || path == folder.Root || path.StartsWith(folder.Root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new StudioRequestException($"'{text}' lies outside the data folder, where a studio that others reach reads nothing: give a folder within it.", field);
    }

    private static IReadOnlyList<(string Source, string Name)> Sources(string from, string to)
    {
        try
        {
            return SourceFolder.Pictures(from, to);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StudioRequestException($"The folder '{from}' cannot be read ({exception.Message}).", InputField, exception);
        }
    }

    /// <summary>One mask for all, or by a picture's path the mask of its name; null: it has none.</summary>
    private Func<string, PictureReference?> Masks(string path)
    {
        if (File.Exists(path))
        {
            PictureReference one = Picture(path, MaskField);
            return _ => one;
        }

        if (!Directory.Exists(path))
        {
            throw new StudioRequestException($"There is no folder '{path}': give one with masks, a picture that is the mask of all, or nothing.", MaskField);
        }

        return source =>
        {
            try
            {
                return Picture(MaskFile.For(source, path), MaskField);
            }
            catch (GenerationException)
            {
                return null; // webui leaves such a picture out; the job tells of it
            }
        };
    }

    /// <summary>What a picture says of how it was made, or its namesake in a folder, in the same sub-folder or in none.</summary>
    private string? Infotext(DecodedPicture picture, string path, string from, string? told)
    {
        if (told is null)
        {
            return GenerationText.Read(picture).Text;
        }

        string? namesake = PngInfo.NamesakeOf(Path.GetRelativePath(from, path), told);
        try
        {
            return namesake is null ? null : GenerationText.Read(PictureReader.Describe(namesake, Limits)).Text;
        }
        catch (PictureException)
        {
            return null; // it says nothing; the job tells of it
        }
    }

    private PictureReference Picture(string path, string field)
    {
        try
        {
            return given.Refer(PictureReader.Read(path, Limits).ToWebuiPicture());
        }
        catch (PictureException exception)
        {
            throw new StudioRequestException($"{exception.Message} Take it out of the folder, or mend it.", field, exception);
        }
    }
}
