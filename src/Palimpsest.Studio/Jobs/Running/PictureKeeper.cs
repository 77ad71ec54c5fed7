using Palimpsest.Diffusion.Files;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Imaging;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.Gallery;

namespace Palimpsest.Studio.Jobs.Running;

/// <summary>
/// Keeps a job's pictures: its place in the database first, then the file, written beside and renamed, then the word that it is there. The process may end
/// between any two of these: <see cref="JobRecovery"/> finds out how far it came, and what is kept is never made or written twice.
/// </summary>
internal sealed class PictureKeeper(Guid jobId, StudioRequest request, StableDiffusionModel model, JobPreparation places, PictureRows rows)
{
    private readonly OutputFiles _pictures = places.Pictures(request), _grids = places.Grids(request);
    private readonly Dictionary<int, int> _gridsOfItem = [];

    /// <summary>A picture of the job that is kept already, or null.</summary>
    public GeneratedPicture? Find(int item, int index)
    {
        PictureRow? row = rows.Find(jobId, GalleryPictureKind.Picture, item, index);
        return row is null ? null : rows.Read(row) is Picture picture
            ? new GeneratedPicture(index, row.Seed, row.Subseed, picture, row.Infotext) { IsIncomplete = row.IsIncomplete }
            : null;
    }

    /// <exception cref="PictureException">The file cannot be written.</exception>
    public void Keep(int item, GeneratedPicture picture, FileNameSubject subject)
    {
        // webui's save_incomplete_images, off: ended early, a picture is shown and not saved.
        bool isListed = request.SavePictures && !picture.IsIncomplete;
        Keep(item, GalleryPictureKind.Picture, picture.Index, picture.Picture, picture, isListed, () => isListed
            ? (_pictures, _pictures.PathFor(picture.Index, subject))
            : Unlisted($"{item}-{picture.Index}"));
        if (picture.Mask is not null)
        {
            Keep(item, GalleryPictureKind.Mask, picture.Index, picture.Mask, picture, false, () => Unlisted($"{item}-{picture.Index}-mask"));
        }

        if (picture.MaskComposite is not null)
        {
            Keep(item, GalleryPictureKind.MaskComposite, picture.Index, picture.MaskComposite, picture, false, () => Unlisted($"{item}-{picture.Index}-composite"));
        }
    }

    /// <exception cref="PictureException">The file cannot be written.</exception>
    public void KeepGrid(int item, GeneratedPicture grid, FileNameSubject subject)
    {
        int index = _gridsOfItem[item] = _gridsOfItem.GetValueOrDefault(item, -1) + 1;
        bool isListed = request.SavePictures;
        Keep(item, GalleryPictureKind.Grid, index, grid.Picture, grid with { Index = index }, isListed, () => isListed ? (_grids, _grids.GridPath(subject)) : Unlisted($"{item}-grid-{index}"));
    }

    private (OutputFiles Files, string Path) Unlisted(string name)
    {
        OutputFiles files = places.Unlisted(jobId, name);
        return (files, files.PlannedPath(0)!);
    }

    private void Keep(
        int item, GalleryPictureKind kind, int index, Picture picture, GeneratedPicture made, bool isListed, Func<(OutputFiles Files, string Path)> place)
    {
        if (rows.Find(jobId, kind, item, index) is PictureRow kept)
        {
            if (rows.Read(kept) is not null)
            {
                return;
            }

            // Deleted by a person while the job was away.
            rows.Remove(kept);
        }

        (OutputFiles files, string path) = place();
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        (string prompt, string negative, string sampler, _) = PictureTexts.Of(made.Infotext);
        PictureRow row = rows.Plan(new PictureRow
        {
            JobId = jobId,
            Item = item,
            Kind = kind,
            Index = index,
            Path = rows.Relative(path),
            Width = picture.Width,
            Height = picture.Height,
            Seed = made.Seed,
            Subseed = made.Subseed,
            Prompt = prompt,
            NegativePrompt = negative,
            SearchText = $"{prompt}\n{negative}".ToLowerInvariant(),
            Infotext = made.Infotext,
            Beside = string.Join('\n', files.SuffixesBeside(isListed && kind == GalleryPictureKind.Picture ? made : null)),
            ModelName = model.Name,
            ModelHash = model.ShortHash ?? "",
            Sampler = sampler,
            CreatedAt = Clock.Now,
            IsIncomplete = made.IsIncomplete,
            IsListed = isListed,
            Parents = [.. request.Parents.Select((parent, n) => new ParentRow { Place = n, ParentId = parent })],
        });
        try
        {
            if (isListed && kind == GalleryPictureKind.Picture)
            {
                // First, since a picture that is there counts as kept with all that belongs to it.
                files.SaveParts(made, path);
            }

            files.Write(picture, made.Infotext, path);
        }
        catch
        {
            rows.Remove(row);
            throw;
        }

        rows.Written(row);
    }
}
