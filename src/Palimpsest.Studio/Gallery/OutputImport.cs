using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.Jobs;

namespace Palimpsest.Studio.Gallery;

/// <summary>
/// Takes into the gallery what lies in the outputs and is not known: pictures that webui made, or this program's command. The files are read and stay as they
/// are. It happens after each start, and takes next to nothing from the jobs: while one runs, ten pictures a second are read, and no pixels are decoded.
/// </summary>
internal sealed class OutputImport(StudioDatabase database, DataFolder folder, PictureRows rows, IJobQueue queue, ILogger<OutputImport> logger) : BackgroundService
{
    /// <summary>Pictures that become visible together, with one writing of the database.</summary>
    private const int Together = 50;

    private static readonly TimeSpan WhileAJobRuns = TimeSpan.FromSeconds(0.1);

    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".webp"];

    /// <summary>webui's and ours for what belongs to another picture.</summary>
    private static readonly string[] Stages = ["-before-highres-fix", "-before-color-correction", "-before-face-restoration", "-mask", "-mask-composite"];

    private IReadOnlyList<FileInfo> _unknown = [];

    /// <summary>Done with all that lay there at the start.</summary>
    public Task Done => ExecuteTask ?? Task.CompletedTask;

    /// <summary>Looks which files are there before any job writes one.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _unknown = await UnknownAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning("The outputs cannot be looked through ({Message}); the gallery shows what it knows", exception.Message);
        }

        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => ImportAsync(stoppingToken), stoppingToken);

    private async Task ImportAsync(CancellationToken stopping)
    {
        try
        {
            foreach (FileInfo[] some in _unknown.Chunk(Together))
            {
                List<PictureRow> found = [];
                foreach (FileInfo file in some)
                {
                    if (queue.Progress is not null)
                    {
                        await Task.Delay(WhileAJobRuns, stopping).ConfigureAwait(false);
                    }

                    stopping.ThrowIfCancellationRequested();
                    found.AddRange(RowOf(file) is PictureRow row ? [row] : []);
                }

                await database.WriteAsync(context => context.Pictures.AddRangeAsync(found, stopping), stopping).ConfigureAwait(false);
                found.ForEach(row => rows.TellChanged(row.Id));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The next start goes on.
        }
        catch (StudioStorageException exception)
        {
            logger.LogWarning("Pictures of the outputs cannot be taken into the gallery ({Message}); the next start tries again", exception.Message);
        }
    }

    /// <summary>The oldest first, so that the gallery shows them in the order in which they were made.</summary>
    private async Task<IReadOnlyList<FileInfo>> UnknownAsync(CancellationToken cancellation)
    {
        if (!Directory.Exists(folder.Outputs))
        {
            return [];
        }

        await using StudioContext context = database.Open();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in await context.Pictures.Select(row => new { row.Path, row.PathBefore, row.Beside }).ToListAsync(cancellation).ConfigureAwait(false))
        {
            known.UnionWith(PictureRow.FilesAt(folder.Absolute(row.Path), row.Beside));
            known.UnionWith(row.PathBefore is null ? [] : PictureRow.FilesAt(folder.Absolute(row.PathBefore), row.Beside));
        }

        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };
        return
        [
            .. new DirectoryInfo(folder.Outputs).EnumerateFiles("*", options)
                .Where(file => Extensions.Contains(file.Extension.ToLowerInvariant()) && !known.Contains(file.FullName) && !BelongsToAnother(file))
                .OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.FullName, StringComparer.Ordinal),
        ];
    }

    private static bool BelongsToAnother(FileInfo file)
    {
        string stem = Path.ChangeExtension(file.FullName, null);
        return file.Directory?.Name == "init-images"
            || Stages.Any(stage => stem.EndsWith(stage, StringComparison.Ordinal) && Extensions.Any(extension => File.Exists(stem[..^stage.Length] + extension)));
    }

    /// <summary>Null for what is no picture, or gone by now.</summary>
    private PictureRow? RowOf(FileInfo file)
    {
        PictureDescription picture;
        try
        {
            picture = PictureReader.Describe(file.FullName);
        }
        catch (PictureException)
        {
            return null;
        }

        string infotext = GenerationText.Read(picture).Text ?? "", path = folder.Relative(file.FullName), stem = Path.ChangeExtension(file.FullName, null);
        bool isJpeg = file.Extension == LargeCopy.Extension;

        // webui's export_for_4chan: the copy of a large picture goes with it.
        bool isPair = infotext.Length > 0 && (isJpeg || file.Extension == OutputSettings.Png) && TextOf(stem + (isJpeg ? OutputSettings.Png : LargeCopy.Extension)) == infotext;
        if (isJpeg && isPair)
        {
            return null;
        }

        (string prompt, string negative, string sampler, long seed) = PictureTexts.Of(infotext);
        OrderedDictionary<string, object> fields = InfotextReader.Read(infotext);
        return new PictureRow
        {
            Kind = path.Contains("-grids/", StringComparison.Ordinal) ? GalleryPictureKind.Grid
                : path.Contains("/extras-images/", StringComparison.Ordinal) ? GalleryPictureKind.Extra
                : GalleryPictureKind.Picture,
            Index = 0,
            Path = path,
            IsWritten = true,
            Width = picture.UprightSize.Width,
            Height = picture.UprightSize.Height,
            Seed = seed,
            Subseed = 0,
            Prompt = prompt,
            NegativePrompt = negative,
            SearchText = $"{prompt}\n{negative}".ToLowerInvariant(),
            Infotext = infotext,
            ModelName = fields.GetValueOrDefault("Model") as string ?? "",
            ModelHash = fields.GetValueOrDefault("Model hash") as string ?? "",
            Sampler = sampler,
            CreatedAt = new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds(),
            Beside = string.Join('\n', Stages.SelectMany(stage => Extensions.Append(".txt").Select(extension => stage + extension)).Prepend(".txt")
                .Where(suffix => File.Exists(stem + suffix)).Concat(isPair ? [LargeCopy.Extension] : [])),
        };
    }

    private static string? TextOf(string path)
    {
        try
        {
            return File.Exists(path) ? GenerationText.Read(PictureReader.Describe(path)).Text : null;
        }
        catch (PictureException)
        {
            return null;
        }
    }
}
