using Palimpsest.Diffusion.Files;
using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>Told of a job's course, and given what it makes, on the job's own thread. What it throws ends the job.</summary>
public interface IJobObserver : IGenerationObserver
{
    /// <summary>An item begins.</summary>
    /// <param name="number">Counts from 0.</param>
    void Begins(WorkItem item, int number)
    {
    }

    /// <summary>A picture to keep.</summary>
    /// <param name="picture">Its index counts over the item.</param>
    /// <param name="subject">What file-name patterns tell of it.</param>
    void Keep(WorkItem item, GeneratedPicture picture, FileNameSubject subject);

    /// <summary>Several pictures in one, to keep.</summary>
    /// <param name="grid">Its seed is the first picture's.</param>
    /// <param name="subject">What file-name patterns tell of it.</param>
    void KeepGrid(WorkItem item, GeneratedPicture grid, FileNameSubject subject);

    /// <summary>A source, or a part of a script's work, of which no picture could be made.</summary>
    void Skipped(SkippedItem skipped);

    /// <summary>Something of an item is done otherwise than it was asked for.</summary>
    void Warning(WorkItem item, string message);

    /// <summary>A picture of the item that an earlier run of this job kept, or null: it is not made again.</summary>
    GeneratedPicture? FindKept(WorkItem item, int index) => null;

    /// <summary>A part of a picture that a script combines, to be kept until the job has ended.</summary>
    /// <param name="index">Counts from 0 over the item's parts.</param>
    void KeepPart(WorkItem item, int index, GeneratedPicture part)
    {
    }

    /// <summary>A part that an earlier run of this job kept, or null: it is not made again.</summary>
    GeneratedPicture? FindPart(WorkItem item, int index) => null;
}
