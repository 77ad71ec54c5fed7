using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Previews;
using Palimpsest.Diffusion.Samplers;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>
/// Tells a job's observer of one item's course as a part of the whole job, so that speed and remaining time are the job's, and hands over its pictures:
/// those that are kept already in their places among the new ones.
/// </summary>
/// <param name="part">The item's part among all parts of the job.</param>
/// <param name="made">The part's request.</param>
/// <param name="firstIndex">Of the part's first picture among the item's.</param>
internal sealed class ItemProgress(IJobObserver observer, WorkItem item, int part, int parts, GenerationRequest made, int firstIndex) : IGenerationObserver
{
    private readonly int _batchSize = made.InitPictures.Count > 1 ? made.InitPictures.Count : made.BatchSize;

    /// <summary>Where the latest step is to be seen; null: nowhere.</summary>
    public PreviewFile? Preview { get; init; }

    /// <summary>Given each picture, and the request that it was made by.</summary>
    public required Action<GeneratedPicture, GenerationRequest> Keep { get; init; }

    public void Stage(string name) => observer.Stage(name);

    public void StageProgress(double part) => observer.StageProgress(part);

    public void Warning(string message) => observer.Warning(item, message);

    public void Progress(double steps, int totalSteps) => observer.Progress(((double)part * totalSteps) + steps, parts * totalSteps);

    public bool Wants(int batch)
    {
        List<GeneratedPicture?> kept = [.. Enumerable.Range(firstIndex + (batch * _batchSize), _batchSize).Select(index => observer.FindKept(item, index))];
        if (kept.Contains(null))
        {
            return true;
        }

        kept.ForEach(picture => Keep(picture!, made));
        return false;
    }

    public void Sampling(int batch, LatentPreviews previews)
    {
        Preview?.Begin(previews);
        observer.Sampling(BatchOfItem(batch), previews);
    }

    public void Step(int batch, in SamplerStep step)
    {
        Preview?.Step(step);
        observer.Step(BatchOfItem(batch), step);
    }

    public void Finished(GeneratedPicture picture)
    {
        picture = picture with { Index = firstIndex + picture.Index };
        Keep(picture, made);
        observer.Finished(picture);
    }

    /// <summary>A part of one picture is a batch of the item.</summary>
    private int BatchOfItem(int batch) => (firstIndex / _batchSize) + batch;
}
