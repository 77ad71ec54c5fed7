using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Files;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Imaging;
using Palimpsest.Studio.Data;

namespace Palimpsest.Studio.Settings;

/// <summary>Where pictures go and how their files are called and written, by webui's settings (webui.md 9.3). Never outside the data folder.</summary>
internal static class OutputPlaces
{
    private const string DefaultFolderPattern = "[date]", PatternInFolders = "[seed]", PatternAlone = "[seed]-[prompt_spaces]";
    private const string LargeCopies = "export_for_4chan", LargeFile = "img_downscale_threshold", LargeSide = "target_side_length";

    /// <summary>webui's names of the settings that name folders, and their defaults.</summary>
    private static readonly Dictionary<string, string> Folders = new()
    {
        ["outdir_txt2img_samples"] = "outputs/txt2img-images",
        ["outdir_img2img_samples"] = "outputs/img2img-images",
        ["outdir_extras_samples"] = "outputs/extras-images",
        ["outdir_txt2img_grids"] = "outputs/txt2img-grids",
        ["outdir_img2img_grids"] = "outputs/img2img-grids",
    };

    /// <summary>All settings that say where files go and what they are called.</summary>
    public static IReadOnlyCollection<string> Names { get; } =
    [
        .. Folders.Keys, "save_to_dirs", "grid_save_to_dirs", "directories_max_prompt_words", "samples_filename_pattern", "directories_filename_pattern", "save_images_add_number",
        "save_images_replace_action", "samples_format", "grid_format", "grid_extended_filename", "jpeg_quality", "save_txt", "enable_pnginfo",
        LargeCopies, LargeFile, LargeSide,
    ];

    /// <exception cref="StudioRequestException">A folder lies outside the data folder, or a limit is none.</exception>
    public static void Check(DataFolder folder, JsonObject values)
    {
        foreach (string name in Folders.Keys)
        {
            FolderOf(folder, values, name);
        }

        LargeCopyOf(values);
    }

    /// <summary>Of a job's pictures.</summary>
    public static OutputSettings Pictures(DataFolder folder, JsonObject values, bool isImg2Img)
    {
        bool inFolders = Flag(values, "save_to_dirs", true);
        int words = PromptWords(values);
        string folders = Text(values, "directories_filename_pattern", DefaultFolderPattern);
        return Files(values, "samples_format") with
        {
            Folder = FolderOf(folder, values, isImg2Img ? "outdir_img2img_samples" : "outdir_txt2img_samples"),
            Pattern = Pattern(values, inFolders),
            FolderPattern = inFolders ? new FileNamePattern(folders.Length > 0 ? folders : "[prompt_words]", words) : null,
            AddNumber = Flag(values, "save_images_add_number", true),
            KeepExisting = Text(values, "save_images_replace_action", "Replace") != "Replace",
        };
    }

    /// <summary>
    /// Of a batch with an output directory: under the sources' names, in no further folder, and never over a file that is there.
    /// </summary>
    /// <param name="output">Relative to the data folder, or absolute.</param>
    /// <param name="each">Pictures that are made of one source.</param>
    /// <exception cref="StudioRequestException">The directory does not lie in the outputs.</exception>
    public static OutputSettings Batch(DataFolder folder, JsonObject values, string output, int each)
    {
        string path = folder.Absolute(output);
        return path.StartsWith(folder.Outputs + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? Files(values, "samples_format") with
            {
                Folder = path,
                Pattern = new FileNamePattern(each > 1 ? "[basename]-[generation_number]" : "[basename]"),
                AddNumber = Flag(values, "save_images_add_number", true),
                KeepExisting = true,
            }
            : throw new StudioRequestException($"'{output}' does not lie in '{folder.Outputs}', which is all that the studio writes to: give a folder within it, such as outputs/batch.", Inputs.BatchFolders.OutputField);
    }

    /// <summary>Of a job's combinations.</summary>
    public static OutputSettings Grids(DataFolder folder, JsonObject values, bool isImg2Img) => Files(values, "grid_format") with
    {
        Folder = Path.Combine(
            FolderOf(folder, values, isImg2Img ? "outdir_img2img_grids" : "outdir_txt2img_grids"),
            Flag(values, "grid_save_to_dirs", true) ? DateTime.Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : ""),
        AddNumber = true,
        GridPattern = Flag(values, "grid_extended_filename", false) ? Pattern(values, Flag(values, "save_to_dirs", true)) : null,
    };

    /// <summary>Of pictures that no job made.</summary>
    public static OutputSettings Extras(DataFolder folder, JsonObject values, string kind) => Files(values, "samples_format") with
    {
        Folder = kind == "extras-images" ? FolderOf(folder, values, "outdir_extras_samples") : Path.Combine(folder.Outputs, kind),
        Pattern = new FileNamePattern("[none]"),
        AddNumber = true,
    };

    private static FileNamePattern Pattern(JsonObject values, bool inFolders)
    {
        string pattern = Text(values, "samples_filename_pattern", "");
        return new FileNamePattern(pattern.Length > 0 ? pattern : inFolders ? PatternInFolders : PatternAlone, PromptWords(values));
    }

    private static int PromptWords(JsonObject values) => (int?)values["directories_max_prompt_words"] ?? FileNamePattern.DefaultMaximumWords;

    private static OutputSettings Files(JsonObject values, string format) => new()
    {
        Folder = "",
        Extension = Text(values, format, "png").ToLowerInvariant() is "jpg" or "jpeg" ? ".jpg" : OutputSettings.Png,
        Quality = (int?)values["jpeg_quality"] ?? PictureWriter.DefaultJpegQuality,
        SaveText = Flag(values, "save_txt", false),
        WithInfotext = Flag(values, "enable_pnginfo", true),
        LargeCopy = Flag(values, LargeCopies, true) ? LargeCopyOf(values) : null,
    };

    private static LargeCopy LargeCopyOf(JsonObject values) => new(
        Number(values, LargeFile, LargeCopy.DefaultMegabytes, 0, LargeCopy.MostMegabytes),
        (int)Math.Round(Number(values, LargeSide, LargeCopy.DefaultLongestSide, LargeCopy.LeastSide, LargeCopy.MostSide)));

    private static string FolderOf(DataFolder folder, JsonObject values, string name)
    {
        string given = Text(values, name, ""), path = Path.GetFullPath(Path.Combine(folder.Root, given.Length > 0 ? given : Folders[name]));
        return path.StartsWith(folder.Root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new StudioRequestException($"{name} is '{given}', which lies outside the data folder '{folder.Root}'; give a folder within it.", name);
    }

    private static string Text(JsonObject values, string name, string otherwise) => values[name] is JsonValue value && value.TryGetValue(out string? text) ? text : otherwise;

    private static double Number(JsonObject values, string name, double otherwise, double least, double most)
    {
        double number = values[name] is not JsonNode value ? otherwise : value.GetValueKind() == JsonValueKind.Number ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) : double.NaN;
        return number >= least && number <= most
            ? number
            : throw new StudioRequestException(string.Create(CultureInfo.InvariantCulture, $"{name} is '{values[name]}'; it must be a number from {least} to {most}."), name);
    }

    private static bool Flag(JsonObject values, string name, bool otherwise) => values[name] is JsonValue value && value.TryGetValue(out bool flag) ? flag : otherwise;
}
