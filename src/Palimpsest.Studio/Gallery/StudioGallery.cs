using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Palimpsest.Diffusion.Files;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.Settings;

namespace Palimpsest.Studio.Gallery;

/// <inheritdoc cref="IGallery"/>
internal sealed class StudioGallery(StudioDatabase database, DataFolder folder, PictureRows rows, ISettingsStore settings, Filmstrips filmstrips) : IGallery
{
    /// <summary>A line of ancestors is cut here: lineage that a person follows is shorter.</summary>
    private const int MostAncestors = 1000;

    private readonly SemaphoreSlim _adding = new(1);

    public event Action<long>? Changed
    {
        add => rows.Changed += value;
        remove => rows.Changed -= value;
    }

    public async Task<GalleryPage> SearchAsync(GalleryQuery query, CancellationToken cancellation = default)
    {
        await using StudioContext context = database.Open();
        IQueryable<PictureRow> found = context.Pictures.AsNoTracking().Where(row => row.IsWritten && row.IsListed);
        found = query.InBin ? found.Where(row => row.BinnedAt != null) : found.Where(row => row.BinnedAt == null);
        found = query.OnlyFavourites ? found.Where(row => row.IsFavourite) : found;
        found = query.Model is string model ? found.Where(row => row.ModelName == model) : found;
        found = query.Kind is GalleryPictureKind kind ? found.Where(row => row.Kind == kind) : found;
        if (query.From?.ToUnixTimeMilliseconds() is long from)
        {
            found = found.Where(row => row.CreatedAt >= from);
        }

        if (query.To?.ToUnixTimeMilliseconds() is long to)
        {
            found = found.Where(row => row.CreatedAt < to);
        }

        foreach (string word in SearchWords.Of(query.Text))
        {
            found = found.Where(row => row.SearchText.Contains(word));
        }

        int total = await found.CountAsync(cancellation).ConfigureAwait(false);
        List<PictureRow> page = await found.OrderByDescending(row => row.Id)
            .Skip(Math.Max(query.Skip, 0)).Take(Math.Clamp(query.Take, 1, 1000))
            .Include(row => row.Parents).ToListAsync(cancellation).ConfigureAwait(false);
        return new GalleryPage([.. page.Select(row => row.ToPicture(folder))], total);
    }

    public async Task<GalleryPicture?> FindAsync(long id, CancellationToken cancellation = default)
    {
        await using StudioContext context = database.Open();
        PictureRow? row = await Written(context).FirstOrDefaultAsync(row => row.Id == id, cancellation).ConfigureAwait(false);
        return row?.ToPicture(folder);
    }

    public async Task<IReadOnlyList<GalleryPicture>> OfJobAsync(Guid jobId, CancellationToken cancellation = default)
    {
        await using StudioContext context = database.Open();
        List<PictureRow> all = await Written(context).Where(row => row.JobId == jobId).ToListAsync(cancellation).ConfigureAwait(false);
        return
        [
            .. all.OrderBy(row => row.Kind == GalleryPictureKind.Grid ? 0 : row.Kind == GalleryPictureKind.Picture ? 1 : 2)
                .ThenBy(row => row.Item).ThenBy(row => row.Index).ThenBy(row => row.Kind).Select(row => row.ToPicture(folder)),
        ];
    }

    public async Task<IReadOnlyList<GalleryPicture>> AncestorsAsync(long id, CancellationToken cancellation = default)
    {
        await using StudioContext context = database.Open();
        List<GalleryPicture> line = [];
        HashSet<long> seen = [id];
        long? at = await ParentOf(context, id, cancellation).ConfigureAwait(false);
        while (at is long parent && seen.Add(parent) && line.Count < MostAncestors)
        {
            PictureRow? row = await Written(context).FirstOrDefaultAsync(row => row.Id == parent, cancellation).ConfigureAwait(false);
            if (row is not null)
            {
                line.Add(row.ToPicture(folder));
            }

            at = await ParentOf(context, parent, cancellation).ConfigureAwait(false);
        }

        return line;
    }

    public async Task<IReadOnlyList<GalleryPicture>> ChildrenAsync(long id, CancellationToken cancellation = default)
    {
        await using StudioContext context = database.Open();
        List<PictureRow> children = await Written(context)
            .Where(row => row.IsListed && row.BinnedAt == null && context.Parents.Any(parent => parent.PictureId == row.Id && parent.ParentId == id))
            .OrderBy(row => row.Id).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. children.Select(row => row.ToPicture(folder))];
    }

    public async Task<IReadOnlyList<string>> ModelsAsync(CancellationToken cancellation = default)
    {
        await using StudioContext context = database.Open();
        return await context.Pictures.Where(row => row.IsWritten && row.IsListed && row.ModelName != "").Select(row => row.ModelName).Distinct().OrderBy(name => name)
            .ToListAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<GalleryPicture> AddAsync(GalleryAddition addition, CancellationToken cancellation = default)
    {
        // One at a time: two must not be given one number.
        await _adding.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Add(addition), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _adding.Release();
        }
    }

    public async Task SetFavouriteAsync(long id, bool isFavourite, CancellationToken cancellation = default)
    {
        await database.WriteAsync(
            context => context.Pictures.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsFavourite, isFavourite), cancellation), cancellation).ConfigureAwait(false);
        rows.TellChanged(id);
    }

    public Task MoveToBinAsync(IReadOnlyList<long> ids, CancellationToken cancellation = default) => MoveAsync(ids, row => row.BinnedAt is null, row =>
    {
        (row.PathBefore, row.BinnedAt) = (row.Path, Clock.Now);
        return Path.Combine(folder.Bin, $"{row.Id}{Path.GetExtension(row.Path)}");
    });

    public Task RestoreAsync(IReadOnlyList<long> ids, CancellationToken cancellation = default) => MoveAsync(ids, row => row.BinnedAt is not null, row =>
    {
        string path = folder.Absolute(row.PathBefore!), free = path;

        // Where it is not in the bin any more, a move that was cut short has brought it back already.
        for (int i = 1; File.Exists(folder.Absolute(row.Path)) && row.FilesAt(free).Any(File.Exists); i++)
        {
            free = $"{Path.ChangeExtension(path, null)}-{i}{Path.GetExtension(path)}";
        }

        (row.PathBefore, row.BinnedAt) = (null, null);
        return free;
    });

    public async Task<int> EmptyBinAsync(CancellationToken cancellation = default)
    {
        List<PictureRow> binned;
        await using (StudioContext context = database.Open())
        {
            binned = await context.Pictures.AsNoTracking().Where(row => row.BinnedAt != null).ToListAsync(cancellation).ConfigureAwait(false);
        }

        foreach (PictureRow row in binned)
        {
            row.FilesAt(folder.Absolute(row.Path)).ToList().ForEach(File.Delete);
            rows.Remove(row, countsForJob: false);
        }

        filmstrips.EmptyBin();

        return binned.Count;
    }

    public async Task WriteZipAsync(IReadOnlyList<long> ids, Stream output, CancellationToken cancellation = default)
    {
        await using var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        HashSet<string> names = [];
        foreach (long id in ids.Distinct())
        {
            if (await FindAsync(id, cancellation).ConfigureAwait(false) is not GalleryPicture picture || !File.Exists(picture.Path))
            {
                continue;
            }

            string name = Path.GetFileName(picture.Path);
            if (!names.Add(name))
            {
                name = $"{picture.Id}-{name}";
                names.Add(name);
            }

            // Pictures are packed already.
            ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
            await using Stream into = await entry.OpenAsync(cancellation).ConfigureAwait(false);
            await using var file = new FileStream(picture.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, useAsync: true);
            await file.CopyToAsync(into, cancellation).ConfigureAwait(false);
        }
    }

    private static IQueryable<PictureRow> Written(StudioContext context) => context.Pictures.AsNoTracking().Include(row => row.Parents).Where(row => row.IsWritten);

    private static Task<long?> ParentOf(StudioContext context, long id, CancellationToken cancellation) => context.Parents
        .Where(parent => parent.PictureId == id).OrderBy(parent => parent.Place).Select(parent => (long?)parent.ParentId).FirstOrDefaultAsync(cancellation);

    private GalleryPicture Add(GalleryAddition addition)
    {
        OutputSettings place = OutputPlaces.Extras(folder, settings.Values, addition.Folder);
        var files = new OutputFiles(place, "picture", OutputFiles.Unknown);
        (string prompt, string negative, string sampler, long seed) = PictureTexts.Of(addition.Infotext ?? "");
        string path = files.PathFor(0, new FileNameSubject
        {
            Seed = seed,
            Steps = 0,
            CfgScale = 0,
            Width = addition.Picture.Width,
            Height = addition.Picture.Height,
            Sampler = sampler,
            Scheduler = "",
            Prompt = prompt,
        });
        PictureRow row = rows.Plan(new PictureRow
        {
            Kind = GalleryPictureKind.Extra,
            Index = 0,
            Path = folder.Relative(path),
            Width = addition.Picture.Width,
            Height = addition.Picture.Height,
            Seed = seed,
            Subseed = 0,
            Prompt = prompt,
            NegativePrompt = negative,
            SearchText = $"{prompt}\n{negative}".ToLowerInvariant(),
            Infotext = addition.Infotext ?? "",
            ModelName = "",
            ModelHash = "",
            Sampler = sampler,
            CreatedAt = Clock.Now,
            Beside = string.Join('\n', files.SuffixesBeside(null)),
            Parents = [.. addition.Parents.Select((parent, n) => new ParentRow { Place = n, ParentId = parent })],
        });
        try
        {
            files.Write(addition.Picture, addition.Infotext ?? "", path);
        }
        catch
        {
            rows.Remove(row);
            throw;
        }

        rows.Written(row);
        return row.ToPicture(folder);
    }

    /// <summary>Moves the files first where they are to be: a row never points to where none is for long, and a move that was cut short is seen when it is tried again.</summary>
    private async Task MoveAsync(IReadOnlyList<long> ids, Func<PictureRow, bool> isWanted, Func<PictureRow, string> target)
    {
        foreach (long id in ids.Distinct())
        {
            bool moved = await database.WriteAsync(async context =>
            {
                PictureRow? row = await context.Pictures.FirstOrDefaultAsync(row => row.Id == id && row.IsWritten).ConfigureAwait(false);
                if (row is null || !isWanted(row))
                {
                    return false;
                }

                string from = folder.Absolute(row.Path), to = target(row);
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                foreach ((string file, string place) in row.FilesAt(from).Zip(row.FilesAt(to)).Where(pair => File.Exists(pair.First)))
                {
                    File.Move(file, place, overwrite: true);
                }

                row.Path = folder.Relative(to);
                return true;
            }).ConfigureAwait(false);
            if (moved)
            {
                await MoveFilmstripAsync(id).ConfigureAwait(false);
                rows.TellChanged(id);
            }
        }
    }

    /// <summary>The filmstrip of a job that has ended goes into the bin with the last of its pictures, and comes back with the first.</summary>
    private async Task MoveFilmstripAsync(long id)
    {
        await using StudioContext context = database.Open();
        Guid? jobId = await context.Pictures.Where(row => row.Id == id).Select(row => row.JobId).FirstOrDefaultAsync().ConfigureAwait(false);
        if (jobId is Guid job && await context.Jobs.AnyAsync(row => row.Id == job && row.EndedAt != null).ConfigureAwait(false))
        {
            filmstrips.Move(job, toBin: !await context.Pictures.AnyAsync(row => row.JobId == job && row.IsListed && row.IsWritten && row.BinnedAt == null).ConfigureAwait(false));
        }
    }
}
